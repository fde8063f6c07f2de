import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startCompute } from '../../../../src/kernel/compute';
import { noise, relativeError } from './float64';

beforeAll(async () => {
  expect(await startCompute({ backend: 'wasm', threads: 1 })).toMatchObject({ backend: 'wasm', threads: 1 });
});

const shape: [number, number, number, number] = [3, 5, 7, 6];
const values = noise(3 * 5 * 7 * 6, 11);
const tensor = (): tf.Tensor4D => tf.tensor4d(Float32Array.from(values), shape);
const at = (n: number, h: number, w: number, c: number): number => values[((n * 5 + h) * 7 + w) * 6 + c]!;

describe('kernels that we replace', () => {
  test.each([[[0, 1, 2]], [[2, 0, 1]], [[-4]], [[1, 2]], [[3]], [undefined]])(
    'sum and mean over %j',
    async (axis) => {
      const axes = (axis ?? [0, 1, 2, 3]).map((a) => (a + 4) % 4);
      const kept = shape.map((n, i) => (axes.includes(i) ? 1 : n));
      const sums = new Float64Array(kept.reduce((a, b) => a * b, 1));
      const [, k1, k2, k3] = kept as [number, number, number, number];
      for (let n = 0; n < 3; n++)
        for (let h = 0; h < 5; h++)
          for (let w = 0; w < 7; w++)
            for (let c = 0; c < 6; c++)
              sums[
                ((Math.min(n, kept[0]! - 1) * k1 + Math.min(h, k1 - 1)) * k2 + Math.min(w, k2 - 1)) * k3 +
                  Math.min(c, k3 - 1)
              ]! += at(n, h, w, c);
      const x = tensor();
      const sum = tf.sum(x, axis, true);
      expect(sum.shape).toEqual(kept);
      expect(tf.sum(x, axis).size).toBe(sums.length);
      expect(relativeError(await sum.data(), sums)).toBeLessThan(1e-6);
      const count = values.length / sums.length;
      expect(
        relativeError(
          await tf.mean(x, axis).data(),
          sums.map((v) => v / count),
        ),
      ).toBeLessThan(1e-6);
    },
  );

  test('sums of many rows keep their digits', async () => {
    const many = noise(3 * 700 * 5, 13).map((v) => Math.fround(1000 + v));
    const x = tf.tensor3d(Float32Array.from(many), [3, 700, 5]);
    const columns = new Float64Array(5);
    many.forEach((v, i) => {
      columns[i % 5]! += v;
    });
    expect(relativeError(await tf.sum(x, [0, 1]).data(), columns)).toBeLessThan(1e-6);
    expect(
      relativeError(await tf.mean(x).data(), [columns.reduce((a, b) => a + b) / many.length]),
    ).toBeLessThan(1e-6);
  });

  test('tanh over its whole range', async () => {
    const x = Float32Array.from([-100, -9, -1, -0.01, 0, 1e-3, 0.5, 3, 88, 1000, Number.NaN]);
    const computed = await tf.tanh(x).data();
    expect(computed[10]).toBeNaN();
    for (let i = 0; i < 10; i++) expect(Math.abs(computed[i]! - Math.tanh(x[i]!))).toBeLessThan(3e-7);
  });

  test.each([1, 2, 3])(
    'split along axis %i and concat give the tensor back, and split takes the right part',
    async (axis) => {
      const x = tensor();
      const first = Math.floor(shape[axis]! / 3);
      const parts = tf.split(x, [first, shape[axis]! - first], axis);
      expect(Array.from(await tf.concat(parts, axis).data())).toEqual(Array.from(values));
      const begin = [0, 0, 0, 0];
      begin[axis] = first;
      const [n, h, w, c] = begin as [number, number, number, number];
      expect((await parts[1]!.data())[0]).toBe(at(n, h, w, c));
    },
  );

  test('a slice of channels, also for integers, and one out of range is refused', async () => {
    const x = tensor();
    expect((await x.slice([0, 0, 0, 2], [-1, -1, -1, 3]).data())[4]).toBe(at(0, 0, 1, 3));
    expect(await tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], 'int32').slice([0, 1], [2, 1]).array()).toEqual([
      [2],
      [5],
    ]);
    expect(() => x.slice([0, 0, 0, 4], [-1, -1, -1, 3])).toThrow();
  });
});
