import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KernelConnection } from '../../../src/kernel/client';
import { KernelFixture, run } from '../support/kernelFixture';

const fixture = new KernelFixture();
afterAll(() => fixture.dispose());

describe('when the runner dies', () => {
  let kernel: KernelConnection;
  beforeAll(async () => {
    kernel = await fixture.kernel({ env: { NODE_OPTIONS: '--max-old-space-size=40' } });
  });

  const causes: [how: string, code: string, ename: string, says: RegExp][] = [
    ['process.exit', 'process.exit(3)', 'KernelDied', /exit code 3.*process\.exit/],
    ['exit code 0', 'process.exit(0)', 'KernelDied', /exit code 0/],
    [
      'SIGKILL',
      "process.kill(process.pid, 'SIGKILL'); await kernel.sleep(9e9)",
      'KernelDied',
      /SIGKILL.*memory/,
    ],
    [
      'an exit that a blocked thread holds up',
      'kernel.exiting(5); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)',
      'KernelDied',
      /exit code 5/,
    ],
    ['abort', 'process.abort()', 'KernelDied', /SIGABRT.*native/],
    [
      'a full heap',
      'const all = []; for (;;) all.push({ at: all.length, more: [1, 2, 3] });',
      'KernelOutOfMemory',
      /max-old-space-size/,
    ],
  ];
  it.each(causes)(
    'by %s, its cell says so, the queue is aborted and a new runner takes over',
    async (_, code, ename, says) => {
      const dying = run(kernel, `kernel.native(2, 'last words\\n'); kernel.out('before'); ${code}`, {
        batch: code,
      });
      const waiting = run(kernel, "kernel.out('never')", { batch: code });
      const { reply, messages, text } = await dying;
      expect(reply).toMatchObject({ status: 'error', ename, evalue: expect.stringMatching(says) });
      const errors = messages.filter((message) => message.type === 'error');
      expect(errors).toHaveLength(1);
      if (ename === 'KernelDied')
        expect(errors[0]).toMatchObject({ traceback: expect.arrayContaining(['  last words']) });
      expect(text).toContain('before');
      expect((await waiting).reply.status).toBe('aborted');
      await kernel.ready();
      expect((await run(kernel, "kernel.out('alive')")).text).toBe('alive');
    },
  );

  it('outside a cell, the last cell shows why', async () => {
    const words: string[] = [];
    kernel.onMessage(({ content }) => words.push(String(content.text ?? '')));
    await run(kernel, 'setTimeout(() => process.exit(4), 30)');
    await new Promise<void>((resolve) => kernel.onState(({ phase }) => phase === 'starting' && resolve()));
    expect(words.join('')).toContain('exit code 4');
    expect(kernel.state.reason).toContain('exit code 4');
  });
});

describe('restart', () => {
  it('ends what runs, forgets everything and counts from 1', async () => {
    const kernel = await fixture.kernel();
    await run(kernel, 'globalThis.kept = 5');
    const looping = run(kernel, 'for (;;);');
    await kernel.restart();
    expect((await looping).reply).toMatchObject({ status: 'error', ename: 'KernelRestarted' });
    const { reply, text } = await run(kernel, 'kernel.out(String(globalThis.kept))');
    expect({ count: reply.execution_count, text }).toEqual({ count: 1, text: 'undefined' });
  });
});

describe('a runner that cannot start', () => {
  it('fails the first cell with its last words, and is tried again', async () => {
    const record = await fixture.start({ env: { FAKE_RUNNER_FAILS: 'no such backend' } });
    const kernel = await fixture.attach(record);
    await expect(kernel.ready()).rejects.toThrow(/before it was ready \(exit code 7\)/);
    const { reply } = await run(kernel, '1');
    expect(reply).toMatchObject({ status: 'error', ename: 'KernelStartFailed' });
    expect(reply).toMatchObject({ traceback: expect.arrayContaining(['  no such backend']) });
  });
});
