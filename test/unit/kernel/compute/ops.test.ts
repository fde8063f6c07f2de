import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bicubicUpsample,
  pixelShuffle,
  resizeBilinear,
  resizeNearest,
  startCompute,
} from '../../../../src/kernel/compute';
import { noise, relativeError } from './float64';

type Shape = [number, number, number, number];
type Weight = (distance: number) => number;

beforeAll(async () => {
  await startCompute({ backend: 'wasm', threads: 1 });
});

const cubic: Weight = (d) =>
  d <= 1 ? 1.5 * d ** 3 - 2.5 * d ** 2 + 1 : d < 2 ? -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2 : 0;
const triangle: Weight = (d) => Math.max(0, 1 - d);

/** Calls back with every (output, input, weight), straight from the definition of interpolation with mirrored borders. */
function interpolate(
  [n, h, w, c]: Shape,
  s: number,
  weight: Weight,
  visit: (output: number, input: number, weight: number) => void,
): void {
  const mirror = (i: number, length: number): number => {
    let j = i;
    while (j < 0 || j >= length) j = j < 0 ? -1 - j : 2 * length - 1 - j;
    return j;
  };
  let output = 0;
  for (let b = 0; b < n; b++)
    for (let y = 0; y < h * s; y++)
      for (let z = 0; z < w * s; z++)
        for (let k = 0; k < c; k++, output++) {
          const [cy, cx] = [(y + 0.5) / s - 0.5, (z + 0.5) / s - 0.5];
          for (let i = Math.floor(cy) - 2; i <= Math.floor(cy) + 3; i++)
            for (let j = Math.floor(cx) - 2; j <= Math.floor(cx) + 3; j++) {
              const input = ((b * h + mirror(i, h)) * w + mirror(j, w)) * c + k;
              visit(output, input, weight(Math.abs(cy - i)) * weight(Math.abs(cx - j)));
            }
        }
}

const filters = {
  bicubicUpsample: [bicubicUpsample, cubic],
  resizeBilinear: [resizeBilinear, triangle],
} as const;

describe.each(['bicubicUpsample', 'resizeBilinear'] as const)('%s', (name) => {
  const [operation, weight] = filters[name];
  test.each<[Shape, number]>([
    [[2, 5, 7, 3], 2],
    [[1, 6, 4, 3], 3],
    [[1, 5, 6, 3], 4],
    [[2, 4, 5, 21], 2], // channels in groups
    [[1, 3, 4, 5], 2],
    [[1, 1, 2, 1], 4], // narrower than the border
    [[1, 3, 3, 2], 1],
  ])('%j by %i: values, and the gradient as its adjoint', async (shape, s) => {
    const x = noise(
      shape.reduce((a, b) => a * b),
      5,
    );
    const tx = tf.tensor4d(Float32Array.from(x), shape);
    const y = operation(tx, s);
    const dy = noise(y.size, 6);
    const [expected, adjoint] = [new Float64Array(y.size), new Float64Array(x.length)];
    interpolate(shape, s, weight, (output, input, value) => {
      expected[output]! += value * x[input]!;
      adjoint[input]! += value * dy[output]!;
    });
    expect(relativeError(await y.data(), expected)).toBeLessThan(2e-6);
    const dx = tf.grad((t) => operation(t as tf.Tensor4D, s))(tx, tf.tensor(Float32Array.from(dy), y.shape));
    expect(relativeError(await dx.data(), adjoint)).toBeLessThan(3e-6);
  });
});

describe('pixelShuffle', () => {
  test.each([2, 3])(
    'by %i puts channel (dy*s + dx)*C + c at (dy, dx), and its gradient puts it back',
    async (s) => {
      const [n, h, w, c] = [2, 3, 4, 2];
      const x = tf.tensor4d(Float32Array.from(noise(n * h * w * s * s * c, 7)), [n, h, w, s * s * c]);
      const source = x.arraySync();
      const y = pixelShuffle(x, s);
      expect(y.shape).toEqual([n, h * s, w * s, c]);
      const moved = y.arraySync();
      for (let b = 0; b < n; b++)
        for (let i = 0; i < h * s; i++)
          for (let j = 0; j < w * s; j++)
            for (let k = 0; k < c; k++) {
              const channel = ((i % s) * s + (j % s)) * c + k;
              expect(moved[b]![i]![j]![k]).toBe(source[b]![Math.floor(i / s)]![Math.floor(j / s)]![channel]);
            }
      const back = tf.grad((t) => pixelShuffle(t as tf.Tensor4D, s))(x, y);
      expect(Array.from(await back.data())).toEqual(Array.from(await x.data()));
    },
  );

  test('says which channels it needs', () => {
    expect(() => pixelShuffle(tf.zeros([1, 2, 2, 6]), 2)).toThrow('multiples of 4');
  });
});

test('resizeNearest to larger and smaller sizes, batch 2, with its gradient', async () => {
  const x = tf.tensor4d(Float32Array.from(noise(2 * 3 * 4 * 2, 8)), [2, 3, 4, 2]);
  const source = x.arraySync();
  for (const [height, width] of [
    [6, 8],
    [5, 3],
    [2, 9],
  ] as const) {
    const y = resizeNearest(x, [height, width]);
    const counts = tf
      .grad((t) => resizeNearest(t as tf.Tensor4D, [height, width]))(x)
      .arraySync() as number[][][][];
    const expected = source.map((image) => image.map((row) => row.map((pixel) => pixel.map(() => 0))));
    const resized = y.arraySync();
    for (let b = 0; b < 2; b++)
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++) {
          const [si, sj] = [Math.floor(((i + 0.5) * 3) / height), Math.floor(((j + 0.5) * 4) / width)];
          expect(resized[b]![i]![j]).toEqual(source[b]![si]![sj]);
          for (let k = 0; k < 2; k++) expected[b]![si]![sj]![k]! += 1;
        }
    expect(counts).toEqual(expected);
  }
});
