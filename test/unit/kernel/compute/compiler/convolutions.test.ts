import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../../../src/kernel/compute/compiler';
import { expectAsEager } from './againstEager';

beforeAll(() => tf.setBackend('cpu'));

type T4 = tf.Tensor4D;
type Size4 = [number, number, number, number];
type Border = 'same' | 'valid' | [[number, number], [number, number]];

/** The definition in float64: y, dx and dw of a convolution, and the sum of dy over images and places. */
function defined(x: Wave, [n, h, w, c]: Size4, filter: Wave, [kh, kw, , o]: Size4, dy: Wave, info: Info) {
  const { outHeight, outWidth, strideHeight: s, padInfo } = info;
  const [y, bias] = [new Float64Array(n * outHeight * outWidth * o), new Float64Array(o)];
  const [dx, dw] = [new Float64Array(n * h * w * c), new Float64Array(kh * kw * c * o)];
  for (let place = 0; place < n * outHeight * outWidth; place++) {
    const [image, p] = [Math.floor(place / (outHeight * outWidth)), Math.floor(place / outWidth) % outHeight];
    for (let k = 0; k < o; k++) bias[k]! += dy[place * o + k]!;
    for (let tap = 0; tap < kh * kw; tap++) {
      const row = p * s + Math.floor(tap / kw) - padInfo.top;
      const column = (place % outWidth) * s + (tap % kw) - padInfo.left;
      if (row < 0 || column < 0 || row >= h || column >= w) continue;
      for (let pair = 0; pair < c * o; pair++) {
        const [i, k] = [Math.floor(pair / o), pair % o];
        const [at, weight] = [((image * h + row) * w + column) * c + i, tap * c * o + pair];
        y[place * o + k]! += x[at]! * filter[weight]!;
        dx[at]! += dy[place * o + k]! * filter[weight]!;
        dw[weight]! += dy[place * o + k]! * x[at]!;
      }
    }
  }
  return { y, dx, dw, bias };
}

type Wave = Float32Array;
type Info = tf.backend_util.Conv2DInfo;

const wave = (shape: readonly number[], pitch: number): Wave =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(pitch * (i + 1)));

const CASES: readonly [x: Size4, filter: Size4, stride: number, border: Border][] = [
  [[1, 8, 8, 16], [3, 3, 16, 16], 1, 'same'],
  [[2, 8, 8, 16], [3, 3, 16, 32], 1, 'same'],
  [[4, 6, 16, 32], [3, 3, 32, 16], 1, 'same'],
  [[3, 5, 7, 16], [3, 3, 16, 16], 1, 'same'],
  [[2, 4, 8, 3], [3, 3, 3, 16], 1, 'same'],
  [[2, 4, 8, 16], [3, 3, 16, 3], 1, 'same'],
  [[2, 8, 8, 1], [5, 5, 1, 8], 1, 'same'],
  [[2, 8, 8, 8], [5, 5, 8, 1], 1, 'same'],
  [[1, 6, 8, 24], [3, 3, 24, 24], 1, 'same'],
  [[2, 6, 24, 24], [3, 3, 24, 32], 1, 'same'],
  [[2, 6, 12, 32], [2, 2, 32, 16], 1, 'same'],
  [[1, 7, 16, 16], [4, 2, 16, 32], 1, 'same'],
  [[2, 8, 16, 16], [1, 1, 16, 32], 1, 'same'],
  [[2, 3, 8, 16], [1, 7, 16, 16], 1, 'same'],
  [[1, 2, 3, 16], [5, 5, 16, 16], 1, 'same'],
  [[1, 2, 2, 3], [7, 7, 3, 8], 1, 'same'],
  [[1, 1, 1, 32], [3, 3, 32, 32], 1, 'same'],
  [[2, 8, 8, 16], [3, 3, 16, 16], 2, 'same'],
  [[2, 7, 9, 16], [3, 3, 16, 32], 2, 'same'],
  [[1, 8, 8, 3], [4, 4, 3, 16], 2, 'same'],
  [[2, 8, 8, 32], [4, 4, 32, 32], 2, 'valid'],
  [[2, 8, 8, 16], [3, 3, 16, 16], 1, 'valid'],
  [[1, 5, 6, 8], [3, 2, 8, 24], 1, 'valid'],
  [[1, 9, 9, 16], [3, 3, 16, 16], 3, 'valid'],
  [
    [2, 6, 8, 16],
    [3, 3, 16, 16],
    1,
    [
      [0, 2],
      [1, 1],
    ],
  ],
  [
    [2, 6, 8, 16],
    [3, 3, 16, 16],
    1,
    [
      [2, 0],
      [0, 2],
    ],
  ],
  [
    [1, 6, 8, 3],
    [3, 3, 3, 8],
    1,
    [
      [2, 1],
      [0, 3],
    ],
  ],
  [
    [2, 6, 7, 16],
    [3, 4, 16, 32],
    2,
    [
      [1, 2],
      [2, 1],
    ],
  ],
  [[8, 2, 8, 16], [3, 3, 16, 16], 1, 'same'],
  // So large that the filter gradient takes the batch in parts.
  [[4, 264, 256, 1], [1, 3, 1, 16], 1, 'same'],
  [[4, 264, 256, 16], [2, 1, 16, 1], 1, 'same'],
];

describe.each([
  [true, 1],
  [true, 3],
  [false, 1],
])('convolutions, blocked: %s, for %i threads', (blocked, threads) => {
  it.each(CASES)('of %j with %j at stride %i, %j, are as defined', async (shape, taps, stride, border) => {
    const pad = typeof border === 'string' ? border : ([[0, 0], ...border, [0, 0]] as never);
    const rounding = typeof border === 'string' ? undefined : 'floor';
    const info = tf.backend_util.computeConv2DInfo(shape, taps, stride, 1, pad, rounding);
    const [x, filter, dy] = [wave(shape, 0.7), wave(taps, 1.3), wave(info.outShape, 2.1)];
    const expected = defined(x, shape, filter, taps, dy, info);
    const both = compile(
      (image: tf.Tensor, w: tf.Tensor, gradient: tf.Tensor) => {
        const conv = (a: tf.Tensor, b: tf.Tensor): T4 =>
          tf.conv2d(a as T4, b as T4, stride, pad, 'NHWC', 1, rounding);
        const [dx, dw] = tf.grads(conv)([image, w], gradient) as [tf.Tensor, tf.Tensor];
        return { y: conv(image, w), dx, dw, bias: tf.sum(gradient, [0, 1, 2]) };
      },
      { blocked, threads, onWarning: () => {} },
    );
    const found = await both.run(
      { shape, data: x },
      { shape: taps, data: filter },
      { shape: info.outShape, data: dy },
    );
    await both.dispose();
    // Sums of many products of waves cancel out, but for what rounding leaves.
    const roundedAway = Math.max(1e-3, Math.sqrt(dy.length / taps[3]) / 100);
    for (const [name, values] of Object.entries(expected)) {
      const { data } = found[name as keyof typeof expected];
      expect(data.length).toBe(values.length);
      const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), roundedAway);
      const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - data[i]!)), 0);
      expect(worst, name).toBeLessThan(2e-5 * scale);
    }
  });
});

it('of a large batch of few channels and of three rows do not take each other for their own', async () => {
  const energy = (x: tf.Tensor, w: tf.Tensor): tf.Scalar =>
    tf.mean(tf.square(tf.conv2d(x as T4, w as T4, 1, 'same')));
  const shapes: readonly Size4[] = [[4, 219, 219, 3], [3, 3, 3, 8], [2, 3, 5, 12], [3, 3, 12, 12]]; // biome-ignore format: short
  const inputs = shapes.map((shape, i) => tf.tensor(wave(shape, 0.7 + i), shape));
  const gradients = (...[large, first, low, second]: tf.Tensor[]) => {
    const [ofFirst, ofSecond] = [
      tf.grads(energy)([large!, first!])[1]!,
      tf.grads(energy)([low!, second!])[1]!,
    ];
    return { ofFirst, ofSecond };
  };
  await expectAsEager(gradients, inputs, { tolerance: 1e-4 });
  tf.dispose(inputs);
});
