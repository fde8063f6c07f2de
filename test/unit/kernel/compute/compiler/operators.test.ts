import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type * as Runtime from '../../../../../src/kernel/compute/onnx/runtime';

/** Words of a model that the onnxruntime of a test does not know, or does not compute right. */
const changed = vi.hoisted(() => ({ refuses: [] as string[], spoils: '' }));

vi.mock('../../../../../src/kernel/compute/onnx/runtime', async (importOriginal) => {
  const original = await importOriginal<typeof Runtime>();
  return {
    ...original,
    createSession: async (...args: Parameters<typeof original.createSession>) => {
      const text = Buffer.from(args[0]).toString('latin1');
      if (changed.refuses.some((word) => text.includes(word))) throw new Error('no such operator');
      const session = await original.createSession(...args);
      if (!changed.spoils || !text.includes(changed.spoils)) return session;
      const run: typeof session.run = async (...given) => {
        const computed = await session.run(...given);
        for (const { data } of Object.values(computed)) data[0] = 1e3;
        return computed;
      };
      return { run, dispose: () => session.dispose() };
    },
  };
});

beforeEach(() => tf.setBackend('cpu'));
afterEach(() => {
  Object.assign(changed, { refuses: [], spoils: '' });
  vi.resetModules();
});

/** A convolution with its gradients, compiled by a compiler that has just been loaded, next to the eager one. */
async function departure(): Promise<{ error: number; warnings: string[] }> {
  const { compile } = await import('../../../../../src/kernel/compute/compiler');
  const energy = (x: tf.Tensor, w: tf.Tensor): tf.Scalar =>
    tf.sum(tf.square(tf.softplus(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'))));
  const fn = (x: tf.Tensor, w: tf.Tensor) => tf.grads(energy)([x, w]);
  const [x, w] = [
    [1, 6, 16, 16],
    [3, 3, 16, 16],
  ].map((shape, i) => tf.randomNormal(shape, 0, 1, 'float32', i + 1));
  const warnings: string[] = [];
  const compiled = compile(fn, { onWarning: (text) => warnings.push(text) });
  const results = await compiled.run(x!, w!);
  await compile(fn, { onWarning: (text) => warnings.push(text) }).run(x!, w!);
  const expected = fn(x!, w!).map((tensor) => tensor.dataSync());
  const errors = results.flatMap(({ data }, i) =>
    Array.from(data, (value, k) => Math.abs(value - expected[i]![k]!) / expected[i]![0]!),
  );
  return { error: Math.max(...errors.map(Math.abs)), warnings };
}

/** Elsewhere onnxruntime may have no blocked operators by right. */
const SAID = process.arch === 'x64' ? 1 : 0;

it.each([
  ['all that it has', [], '', 0],
  ['no blocked operators', ['com.microsoft.nchwc'], '', SAID],
  ['blocked convolutions without activations', ['activation'], '', SAID],
  ['blocked operators that are wrong', [], 'activation', SAID],
  ['no operators beyond ONNX', ['com.microsoft'], '', SAID],
])(
  'an onnxruntime with %s gives right numbers, and a fallback is said once',
  async (_, refuses, spoils, said) => {
    Object.assign(changed, { refuses, spoils });
    const { error, warnings } = await departure();
    expect(error).toBeLessThan(1e-3);
    expect(warnings.filter((text) => /blocked operators/.test(text))).toHaveLength(said);
  },
);
