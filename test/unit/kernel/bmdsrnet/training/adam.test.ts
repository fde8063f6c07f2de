import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { Adam } from '../../../../../src/kernel/bmdsrnet/training/adam';
import { clipByNorm } from '../../../../../src/kernel/bmdsrnet/training/clip';
import { startCompute } from '../../../../../src/kernel/compute';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

it('takes the steps of the published algorithm, worked out in float64', async () => {
  const gradients = [
    [0.5, -2, 1e-4],
    [0.1, 3, -1e-4],
    [-0.7, 0.2, 2e-4],
  ];
  const rates = [1e-2, 5e-3, 1e-3];
  const w = [1, -1, 0.5];
  const [m, v] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  const adam = new Adam(3);
  let weights = tf.tensor1d(w);
  gradients.forEach((gradient, t) => {
    for (const [k, g] of gradient.entries()) {
      m[k] = 0.9 * m[k]! + 0.1 * g;
      v[k] = 0.999 * v[k]! + 0.001 * g * g;
      const unbiased = Math.sqrt(v[k]! / (1 - 0.999 ** (t + 1))) + 1e-8;
      w[k]! -= (rates[t]! * m[k]!) / (1 - 0.9 ** (t + 1)) / unbiased;
    }
    weights = adam.update(weights, tf.tensor1d(gradient), rates[t]!);
  });
  for (const [k, value] of (await weights.data()).entries()) expect(value).toBeCloseTo(w[k]!, 6);
});

it('clips a gradient to a norm and leaves shorter ones alone', async () => {
  const gradient = tf.tensor1d([3, 4]);
  expect([...(await clipByNorm(gradient, 5, 1).data())]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  expect([...(await clipByNorm(gradient, 5, 10).data())]).toEqual([3, 4]);
});
