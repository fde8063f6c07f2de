import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../../../src/kernel/compute/compiler';
import { expectAsEager, uniform, withGradients } from './againstEager';

beforeAll(() => tf.setBackend('cpu'));

type T4 = tf.Tensor4D;

const GRADIENTS: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  relu: tf.relu,
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  elu: tf.elu,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  softplus: tf.softplus,
  exp: tf.exp,
  square: tf.square,
  abs: tf.abs,
  softmax: tf.softmax,
  clip: (x) => tf.clipByValue(x, -0.5, 0.5),
  log: (x) => tf.log(tf.add(x, 2)),
  sqrt: (x) => tf.sqrt(tf.add(x, 2)),
  pow: (x) => tf.pow(tf.add(x, 2), 1.7),
  max: (x) => tf.max(x, 3),
  mean: (x) => tf.mean(x, [1, 2]),
  'batch norm': (x) =>
    tf.batchNorm(
      x as T4,
      tf.mean(x, [0, 1, 2]) as tf.Tensor1D,
      tf.tensor1d([1, 2, 3, 4]),
      tf.ones([4]),
      tf.ones([4]),
    ),
  'max pool 2x2': (x) => tf.maxPool(tf.relu(x) as T4, 2, 2, 'valid'),
  'max pool 3x3, overlapping': (x) => tf.maxPool(tf.relu(x) as T4, 3, 2, 'same'),
  'average pool': (x) => tf.avgPool(x as T4, 3, 2, 'valid'),
  'pad and slice': (x) =>
    tf.slice(
      tf.pad(x, [
        [0, 0],
        [1, 1],
        [2, 0],
        [0, 1],
      ]),
      [0, 1, 0, 1],
      [-1, 4, 5, 3],
    ),
  'tile and gather': (x) => tf.gather(tf.tile(x, [1, 1, 2, 1]), tf.tensor1d([0, 3, 3], 'int32'), 2),
  'bilinear, corners': (x) => tf.image.resizeBilinear(x as T4, [7, 7], true),
  'bilinear down': (x) => tf.image.resizeBilinear(x as T4, [3, 3]),
};

it.each(Object.entries(GRADIENTS))('the gradient of %s equals the eager one', (_, fn) =>
  expectAsEager((x) => withGradients((given) => fn(given!), [x!]), [uniform([2, 5, 5, 4], 14)], {
    tolerance: 5e-6,
  }),
);

const CONVOLUTIONS: [string, number[], number[], (x: T4, w: T4) => tf.Tensor][] = [
  ['3x3 same', [2, 5, 7, 16], [3, 3, 16, 32], (x, w) => tf.conv2d(x, w, 1, 'same')],
  ['3x3 of an image', [2, 6, 5, 3], [3, 3, 3, 16], (x, w) => tf.conv2d(x, w, 1, 'same')],
  ['to few channels', [2, 6, 5, 32], [3, 3, 32, 5], (x, w) => tf.conv2d(x, w, 1, 'same')],
  ['columns that fill a block', [1, 6, 16, 16], [3, 3, 16, 32], (x, w) => tf.conv2d(x, w, 1, 'same')],
  ['columns of two images in a block', [2, 5, 8, 5], [5, 3, 5, 16], (x, w) => tf.conv2d(x, w, 1, 'same')],
  ['blocks that end in the next image', [2, 4, 24, 16], [3, 1, 16, 16], (x, w) => tf.conv2d(x, w, 1, 'same')],
  ['even sides', [1, 4, 16, 16], [2, 4, 16, 16], (x, w) => tf.conv2d(x, w, 1, 'same')],
  ['1x1', [2, 4, 5, 16], [1, 1, 16, 16], (x, w) => tf.conv2d(x, w, 1, 'valid')],
  ['5x3, valid', [1, 9, 8, 16], [5, 3, 16, 16], (x, w) => tf.conv2d(x, w, 1, 'valid')],
  ['4x4, stride 2', [2, 7, 8, 16], [4, 4, 16, 16], (x, w) => tf.conv2d(x, w, 2, 'same')],
  ['uneven strides', [1, 7, 9, 3], [3, 3, 3, 4], (x, w) => tf.conv2d(x, w, [2, 3], 'valid')],
  ['wide pads', [1, 5, 5, 3], [3, 3, 3, 4], (x, w) => tf.conv2d(x, w, 1, 4)],
  [
    'transposed, stride 2',
    [1, 4, 5, 16],
    [3, 3, 8, 16],
    (x, w) => tf.conv2dTranspose(x, w, [1, 8, 10, 8], 2, 'same'),
  ],
  [
    'transposed, stride 1',
    [1, 4, 5, 16],
    [3, 3, 16, 16],
    (x, w) => tf.conv2dTranspose(x, w, [1, 4, 5, 16], 1, 'same'),
  ],
  ['few outputs', [2, 5, 6, 16], [3, 5, 16, 3], (x, w) => tf.conv2d(x, w, 1, 'same')],
  ['few inputs', [2, 5, 6, 3], [5, 3, 3, 16], (x, w) => tf.conv2d(x, w, 1, 'same')],
  ['depthwise', [2, 5, 6, 4], [3, 3, 4, 2], (x, w) => tf.depthwiseConv2d(x, w, 1, 'same')],
  ['depthwise, stride 2', [2, 6, 7, 4], [3, 3, 4, 1], (x, w) => tf.depthwiseConv2d(x, w, 2, 'same')],
];

describe.each([{ blocked: false }, { blocked: true }])('convolutions with $blocked blocks', (options) => {
  it.each(CONVOLUTIONS)('%s, with gradients', (_, x, w, fn) =>
    expectAsEager(
      (a, b) => withGradients((image, filter) => fn(image as T4, filter as T4), [a!, b!]),
      [uniform(x, 15), uniform(w, 16)],
      { ...options, tolerance: 2e-5 },
    ),
  );

  it('fused with bias, addend and activation', () =>
    expectAsEager(
      (x, w, b) => {
        const conv = (y: tf.Tensor, activation: 'linear' | 'relu' = 'linear') =>
          tf.fused.conv2d({ x: y as T4, filter: w as T4, strides: 1, pad: 'same', bias: b!, activation });
        const first = conv(x!, 'relu');
        return { first, residual: tf.relu(tf.add(conv(first), first)), twice: tf.add(conv(first), conv(x!)) };
      },
      [uniform([1, 5, 6, 16], 17), uniform([3, 3, 16, 16], 18), uniform([16], 19)],
      options,
    ));
});

it('the filter gradient of a batch too large for one convolution is the sum over its images', async () => {
  const [n, h, w, channels] = [3, 128, 128, 32];
  const gradient = compile((x: tf.Tensor, dy: tf.Tensor, filter: tf.Tensor) =>
    tf.grad((f) => tf.conv2d(x as T4, f as T4, 1, 'same'))(filter, dy),
  );
  const [x, dy] = [uniform([n, h, w, channels], 24), uniform([n, h, w, channels], 25)];
  const filter = tf.zeros([1, 7, channels, channels]);
  const whole = await gradient.run(x, dy, filter);
  const parts: ArrayLike<number>[] = [];
  for (let k = 0; k < n; k++) {
    const [image, change] = [x, dy].map((all) => tf.slice(all, [k], [1]));
    parts.push((await gradient.run(image!, change!, filter)).data);
  }
  await gradient.dispose();
  const sums = whole.data.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0));
  const largest = Math.max(...sums.map(Math.abs));
  expect(largest).toBeGreaterThan(10);
  expect(Math.max(...whole.data.map((value, i) => Math.abs(value - sums[i]!)))).toBeLessThan(1e-5 * largest);
});

it('a dilated convolution equals the eager one', () =>
  expectAsEager(
    (x, w) => ({ y: tf.conv2d(x as T4, w as T4, 1, 'same', 'NHWC', 2) }),
    [uniform([1, 9, 9, 4], 22), uniform([3, 3, 4, 8], 23)],
  ));

it('resizes and average pools have the adjoint as gradient, with half-pixel centres, borders and batches too', async () => {
  // <dy, R x> = <R'dy, x> for the gradient R' of a linear R; TensorFlow.js itself misses it here.
  const linear = {
    pool: (x: tf.Tensor) => tf.avgPool(x as T4, 3, 2, 'same'),
    bilinear: (x: tf.Tensor) => tf.image.resizeBilinear(x as T4, [7, 9], false, true),
    nearest: (x: tf.Tensor) => tf.image.resizeNearestNeighbor(x as T4, [7, 4], false, true),
  };
  for (const resize of Object.values(linear)) {
    const x = uniform([2, 4, 5, 3], 20);
    const dy = uniform(resize(x).shape, 21);
    const compiled = compile((image: tf.Tensor, gradient: tf.Tensor) => ({
      forward: tf.sum(tf.mul(gradient, resize(image))),
      backward: tf.sum(tf.mul(image, tf.grad(resize)(image, gradient))),
      result: resize(image),
    }));
    const { forward, backward, result } = await compiled.run(x, dy);
    expect(backward.data[0]).toBeCloseTo(forward.data[0]!, 4);
    const eager = resize(x).dataSync();
    expect(Math.max(...result.data.map((value, i) => Math.abs(value - eager[i]!)))).toBeLessThan(1e-5);
    await compiled.dispose();
  }
});
