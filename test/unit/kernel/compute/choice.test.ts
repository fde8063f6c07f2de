import { describe, expect, test } from 'vitest';
import { describeCompute } from '../../../../src/kernel/compute';
import { type BackendName, type Candidate, chooseBackend } from '../../../../src/kernel/compute/choice';

/** A machine on which some backends fail; `log` tells what was tried. */
function machine(failing: Partial<Record<BackendName, string>>) {
  const log: string[] = [];
  const candidate = (name: BackendName): Candidate => ({
    name,
    advice: `Install ${name}.`,
    start: async () => {
      log.push(`start ${name}`);
      if (failing[name]) throw new Error(failing[name]);
      return { detail: `a ${name}`, threads: 1 };
    },
    stop: () => log.push(`stop ${name}`),
  });
  return { log, candidates: (['tensorflow', 'webgpu', 'wasm', 'cpu'] as const).map(candidate) };
}
const passes = async (): Promise<void> => {};

describe('choice of the backend', () => {
  test('the first that works, with the reasons of those before it', async () => {
    const { candidates, log } = machine({ tensorflow: 'no NVIDIA device\nstack', webgpu: 'no GPU adapter' });
    const choice = await chooseBackend(candidates, 'auto', passes);
    expect(choice).toEqual({
      backend: 'wasm',
      reason: 'a wasm',
      rejected: [
        { backend: 'tensorflow', reason: 'no NVIDIA device' },
        { backend: 'webgpu', reason: 'no GPU adapter' },
      ],
      threads: 1,
    });
    expect(log).toEqual(['start tensorflow', 'stop tensorflow', 'start webgpu', 'stop webgpu', 'start wasm']);
    const how = { compiled: true, reason: 'quick', provider: 'cpu', threads: 12 };
    expect(describeCompute({ ...choice, threads: 2, execution: how })).toBe(
      'wasm, 2 threads (a wasm)\ntraining and restoring run compiled on onnxruntime: cpu, 12 threads (quick)\nnot tensorflow: no NVIDIA device\nnot webgpu: no GPU adapter',
    );
  });

  test('one that starts but computes wrong numbers is taken out again', async () => {
    const { candidates, log } = machine({});
    let tests = 0;
    const choice = await chooseBackend(candidates, 'auto', async () => {
      if (tests++ === 0) throw new Error('self-test failed: conv2d is off');
    });
    expect(choice.backend).toBe('webgpu');
    expect(choice.rejected).toEqual([{ backend: 'tensorflow', reason: 'self-test failed: conv2d is off' }]);
    expect(log).toEqual(['start tensorflow', 'stop tensorflow', 'start webgpu']);
  });

  test('one that was asked for is the only one tried; where it fails, the error says why and what to do', async () => {
    const { candidates, log } = machine({ webgpu: 'no GPU adapter' });
    await expect(chooseBackend(candidates, 'webgpu', passes)).rejects.toThrow(
      /'webgpu' was asked for but does not work here \(webgpu: no GPU adapter\)\. Install webgpu\. Or unset BMDSRNET_BACKEND/,
    );
    expect(log).toEqual(['start webgpu', 'stop webgpu']);
  });

  test('cpu is taken only when asked for', async () => {
    const nothing = machine({ tensorflow: 'a', webgpu: 'b', wasm: 'c' });
    await expect(chooseBackend(nothing.candidates, 'auto', passes)).rejects.toThrow(
      'No compute backend works here',
    );
    expect(nothing.log).not.toContain('start cpu');
    expect(await chooseBackend(machine({}).candidates, 'cpu', passes)).toMatchObject({
      backend: 'cpu',
      rejected: [],
    });
  });
});
