import { describe, expect, it } from 'vitest';
import { facts, type KernelStatus, statusText } from '../../../src/extension/status/summary';

const status: KernelStatus = {
  phase: 'busy',
  kernel: { id: 'k', pid: 4242, notebook: '/n.ipynb', cwd: '/data', node: 'v20.20.2', startedAt: '' },
  state: {
    phase: 'busy',
    reason: 'It was ended by SIGKILL.',
    cells: [
      { msgId: '1', cellId: 'a', state: 'running' },
      { msgId: '2', cellId: 'b', state: 'queued' },
    ],
    compute: {
      backend: 'wasm',
      reason: 'no GPU was found',
      rejected: [{ backend: 'webgpu', reason: 'no hardware adapter' }],
      threads: 2,
      execution: { compiled: true, reason: 'faster so', provider: 'cpu', threads: 4 },
    },
  },
};

describe('status bar', () => {
  it('names state and backend', () => {
    expect(statusText(status)).toMatch(/BMDSRNet: wasm, busy$/);
    expect(statusText({ phase: 'none' })).toMatch(/not started$/);
  });

  it('tells why this backend, why not the others, what waits, and how the last one ended', () => {
    const text = facts(status).map(({ name, detail }) => `${name}: ${detail}`);
    expect(text).toEqual([
      'Kernel: busy, 1 cell waiting',
      'Last ended: It was ended by SIGKILL.',
      'Compute: wasm, 2 threads: no GPU was found',
      'Training: compiled, 4 threads: faster so',
      'Not webgpu: no hardware adapter',
      'Process: Node 20.20.2, process 4242, in /data',
    ]);
  });
});
