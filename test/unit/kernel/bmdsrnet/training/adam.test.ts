import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { adamUpdate } from '../../../../../src/kernel/bmdsrnet/training/adam';
import { clipByNorm } from '../../../../../src/kernel/bmdsrnet/training/clip';
import { stepScalars } from '../../../../../src/kernel/bmdsrnet/training/stepFunction';
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
  let weights = tf.tensor1d(w);
  let moments = { firstMoment: tf.zeros([3]) as tf.Tensor1D, secondMoment: tf.zeros([3]) as tf.Tensor1D };
  gradients.forEach((gradient, t) => {
    for (const [k, g] of gradient.entries()) {
      m[k] = 0.9 * m[k]! + 0.1 * g;
      v[k] = 0.999 * v[k]! + 0.001 * g * g;
      const unbiased = Math.sqrt(v[k]! / (1 - 0.999 ** (t + 1))) + 1e-8;
      w[k]! -= (rates[t]! * m[k]!) / (1 - 0.9 ** (t + 1)) / unbiased;
    }
    const { rate, epsilon } = stepScalars(t, rates[t]!, 0);
    const next = adamUpdate(weights, tf.tensor1d(gradient), moments, tf.scalar(rate), tf.scalar(epsilon));
    ({ weights, ...moments } = next);
  });
  for (const [k, value] of (await weights.data()).entries()) expect(value).toBeCloseTo(w[k]!, 6);
});

it('clips a gradient to a norm and leaves shorter ones alone', async () => {
  const gradient = tf.tensor1d([3, 4]);
  const norm = tf.scalar(5);
  expect([...(await clipByNorm(gradient, norm, 1).data())]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  expect([...(await clipByNorm(gradient, norm, 10).data())]).toEqual([3, 4]);
});
