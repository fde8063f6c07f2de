import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, it } from 'vitest';
import { expectAsEager, together, uniform, withGradients } from './againstEager';

beforeAll(() => tf.setBackend('cpu'));

type T4 = tf.Tensor4D;

// What restoration networks and their losses are made of besides BMDSRNet's own blocks.

describe.each([{ blocked: false }, { blocked: true }])('with blocks: $blocked', ({ blocked }) => {
  it('the gradient of a loss in the features of a VGG equals the eager one', () => {
    const vgg = (image: T4, [one, two, three]: readonly T4[]): tf.Tensor => {
      const conv = (x: T4, filter: T4): T4 => tf.relu(tf.conv2d(x, filter, 1, 'same'));
      const low = tf.maxPool(conv(conv(image, one!), two!), 2, 2, 'valid');
      return conv(tf.maxPool(low, 2, 2, 'valid'), three!);
    };
    const perceptual = (x: tf.Tensor, y: tf.Tensor, ...filters: tf.Tensor[]): Record<string, tf.Tensor> => {
      const loss = (image: tf.Tensor): tf.Scalar =>
        tf.mean(tf.squaredDifference(vgg(image as T4, filters as T4[]), vgg(y as T4, filters as T4[])));
      const { value, grad } = tf.valueAndGrad(loss)(x);
      return { value, grad };
    };
    const images = [uniform([1, 8, 12, 3], 1, 0, 1), uniform([1, 8, 12, 3], 2, 0, 1)];
    const filters = [uniform([3, 3, 3, 16], 3), uniform([3, 3, 16, 16], 4), uniform([3, 3, 16, 32], 5)];
    return expectAsEager(perceptual, [...images, ...filters], { blocked, tolerance: 1e-5 });
  });

  it('attention over the pixels of an image, with layer normalisation and GELU', () => {
    const block = (x: tf.Tensor, wide: tf.Tensor, narrow: tf.Tensor): tf.Tensor => {
      const [n, h, w, c] = x.shape as [number, number, number, number];
      const { mean, variance } = tf.moments(x, 3, true);
      const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
      const tokens = tf.reshape(tf.conv2d(normal as T4, wide as T4, 1, 'same'), [n, h * w, 3, 2, c / 2]);
      const [q, k, v] = tf.unstack(tf.transpose(tokens, [2, 0, 3, 1, 4]));
      const weights = tf.softmax(tf.mul(tf.matMul(q!, k!, false, true), Math.sqrt(2 / c)));
      const seen = tf.reshape(tf.transpose(tf.matMul(weights, v!), [0, 2, 1, 3]), [n, h, w, c]);
      const sum = tf.add(x, tf.conv2d(seen as T4, narrow as T4, 1, 'same'));
      return tf.mul(sum, tf.mul(0.5, tf.add(1, tf.erf(tf.mul(sum, Math.SQRT1_2)))));
    };
    return expectAsEager(
      (...inputs) => withGradients((x, wide, narrow) => block(x!, wide!, narrow!), inputs),
      [uniform([2, 3, 4, 16], 6), uniform([1, 1, 16, 48], 7), uniform([3, 3, 16, 16], 8)],
      { blocked, tolerance: 2e-5 },
    );
  });
});

it('products in Einstein notation, gathers of batches and of points, space to batches and back', () => {
  const at = (values: number[], shape: number[]) => tf.tensor(values, shape, 'int32');
  return expectAsEager(
    together([
      ['attention scores', (x) => tf.einsum('bhwc,bhvc->bhwv', x!, tf.mul(x!, 2))],
      ['outer product', (x) => tf.einsum('bhwc,d->bdcwh', x!, tf.tensor1d([1, -2, 3]))],
      ['rows of each image', (x) => tf.gather(x!, at([3, 0, 1, 1, 2, 0], [2, 3]), 1, 1)],
      ['channels of each image', (x) => tf.gather(x!, at([2, 0, 1, 1], [2, 2]), 3, 1)],
      ['points', (x) => tf.gatherND(x!, at([0, 3, 1, 1, 0, 5], [2, 3]))],
      [
        'to batches',
        (x) =>
          tf.spaceToBatchND(
            x!,
            [2, 3],
            [
              [1, 1],
              [0, 0],
            ],
          ),
      ],
      [
        'from batches',
        (x) =>
          tf.batchToSpaceND(
            tf.concat([x!, x!], 0),
            [2, 2],
            [
              [1, 0],
              [0, 2],
            ],
          ),
      ],
      ['dilated pool', (x) => tf.pool(x as T4, 2, 'max', 'valid', 2)],
      ['flipped', (x) => tf.image.flipLeftRight(x as T4)],
    ]),
    [uniform([2, 4, 6, 3], 9)],
  );
});

it('sums of segments and the gradient of a gather add rows that share a place', () => {
  const ids = tf.tensor1d([2, 0, 2, 2, 1, -1, 7], 'int32');
  return expectAsEager(
    (x, at) => ({
      segments: tf.unsortedSegmentSum(x!, at as tf.Tensor1D, 4),
      constant: tf.unsortedSegmentSum(x!, tf.tensor1d([0, 1, 1, 0, 0, 0, 3], 'int32'), 4),
      ...withGradients((y) => tf.gather(y!, tf.tensor1d([1, 1, 6, 0], 'int32')), [x!]),
    }),
    [uniform([7, 2, 3], 10), ids],
  );
});

it('windows of sizes that are rounded up end in padding', () =>
  expectAsEager(
    (x, w) => ({
      conv: tf.conv2d(x as T4, w as T4, 2, 1, 'NHWC', 1, 'ceil'),
      largest: tf.maxPool(x as T4, 3, 2, 0, 'ceil'),
      mean: tf.avgPool(x as T4, 3, 2, 1, 'ceil'),
    }),
    [uniform([1, 6, 8, 3], 11), uniform([3, 3, 3, 4], 12)],
    { tolerance: 1e-5 },
  ));

it('choices among booleans, products of whole numbers and comparisons of booleans', () =>
  expectAsEager(
    together([
      ['chosen', (x) => tf.where(tf.greater(x!, 0), tf.less(x!, 2), tf.equal(x!, -1))],
      ['product', (x) => tf.matMul(tf.cast(x!, 'int32'), tf.cast(x!, 'int32'), false, true)],
      ['greater', (x) => tf.greater(tf.greater(x!, 0), tf.less(x!, 2))],
      ['round of whole numbers', (x) => tf.round(tf.cast(x!, 'int32'))],
      ['clipped whole numbers', (x) => tf.clipByValue(tf.cast(x!, 'int32'), -1, Infinity)],
    ]),
    [tf.tensor2d([3, -1, 0, 1, 5, -7], [2, 3])],
  ));
