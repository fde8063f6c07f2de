import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { createBicubic, fitLinearUpsampler } from '../../../../../src/kernel/bmdsrnet/baselines';
import { solvePositiveDefinite } from '../../../../../src/kernel/bmdsrnet/baselines/cholesky';
import { bicubic, proceduralSamples } from '../../../../../src/kernel/bmdsrnet/data';
import { meanSquaredError } from '../../../../../src/kernel/bmdsrnet/losses';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';
import type { RestorationNetwork, RgbImage, SampleSet } from '../../../../../src/kernel/bmdsrnet/types';
import { bicubicUpsample, startCompute } from '../../../../../src/kernel/compute';
import { maxDifference, uniform } from '../support';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

const asImage = (x: tf.Tensor4D): RgbImage => {
  const [, height, width] = x.shape;
  return { width, height, data: x.dataSync() as Float32Array };
};

it('solves a positive definite system, and says which pivot fails in another', () => {
  const random = createRandom(3);
  const n = 12;
  const root = Float64Array.from({ length: n * n }, () => random.normal());
  const product = (a: Float64Array, b: Float64Array, m: number, transposed = false) =>
    Float64Array.from({ length: n * m }, (_, e) => {
      let sum = 0;
      for (let k = 0; k < n; k++)
        sum += transposed
          ? a[Math.floor(e / m) * n + k]! * b[(e % m) * n + k]!
          : a[Math.floor(e / m) * n + k]! * b[k * m + (e % m)]!;
      return sum;
    });
  const a = product(root, root, n, true);
  const x = Float64Array.from({ length: n * 2 }, () => random.normal());
  const solved = solvePositiveDefinite(a, product(a, x, 2), n);
  for (const [i, value] of solved.entries()) expect(value).toBeCloseTo(x[i]!, 7);
  expect(() => solvePositiveDefinite(Float64Array.of(1, 0, 2, 1), Float64Array.of(1, 1), 2)).toThrow(
    /pivot 2 of 2 is -3/,
  );
});

it.each([2, 3] as const)('recovers bicubic interpolation x%i, which is linear, from noise', async (scale) => {
  const noise: SampleSet = {
    scale,
    length: 3,
    description: 'noise',
    at: (i) => {
      const blurred = asImage(uniform([1, 31, 33, 3], i));
      return { blurred, frames: [], sharp: bicubic(blurred, scale) };
    },
  };
  const before = tf.memory().numTensors;
  const net = await fitLinearUpsampler(noise, { mostPatches: 4000 });
  const x = uniform([2, 20, 17, 3], 9);
  const { output } = net.forward(x);
  const base = bicubicUpsample(x, scale);
  expect(await maxDifference(output, base)).toBeLessThan(1e-4); // borders too: both are symmetric
  tf.dispose([x, output, base]);
  net.dispose();
  expect(tf.memory().numTensors).toBe(before + 3 + 3); // six of the test's own
  await expect(fitLinearUpsampler({ ...noise, length: 0 })).rejects.toThrow(/only 0 patches.*81 weights/);
});

it('reads no more samples of a large set than it needs, evenly chosen', async () => {
  const read: number[] = [];
  const large: SampleSet = {
    scale: 2,
    length: 3231,
    description: 'noise',
    at: (i) => {
      read.push(i);
      const blurred = asImage(uniform([1, 12, 12, 3], i));
      return { blurred, frames: [], sharp: bicubic(blurred, 2) };
    },
  };
  (await fitLinearUpsampler(large)).dispose();
  const steps = read.slice(1).map((index, n) => index - read[n]!);
  expect([read.length, Math.min(...steps), Math.max(...steps)]).toEqual([256, 12, 13]);
  expect(read[0]! + read.at(-1)!).toBe(3230); // as far from the beginning as from the end
});

it('gains over bicubic on held-out scenes', async () => {
  const draw = (split: 'training' | 'heldOut', count: number) =>
    proceduralSamples({ count, scale: 2, lrWidth: 48, lrHeight: 48, split });
  const linear = await fitLinearUpsampler(await draw('training', 4));
  const heldOut = await draw('heldOut', 2);
  const psnr = (net: RestorationNetwork, i: number) =>
    tf.tidy(() => {
      const { blurred, sharp } = heldOut.at(i);
      const { output } = net.forward(tf.tensor4d(blurred.data, [1, 48, 48, 3]));
      return (
        -10 * Math.log10(meanSquaredError(output, tf.tensor4d(sharp.data, [1, 96, 96, 3])).dataSync()[0]!)
      );
    });
  const gains = [0, 1].map((i) => psnr(linear, i) - psnr(createBicubic(2), i));
  expect(linear.name).toBe('linear 9x9 x2');
  expect(gains.reduce((sum, gain) => sum + gain) / gains.length).toBeGreaterThan(0.2);
  linear.dispose();
});
