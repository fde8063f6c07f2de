import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, it } from 'vitest';
import { expectAsEager, together, uniform, withGradients } from './againstEager';

beforeAll(() => tf.setBackend('cpu'));

type T4 = tf.Tensor4D;

/** Values whose sums, comparisons and remainders are easily got wrong. */
const SPECIAL = [1, -2.5, 0, -0, 1e-39, -1e-39, NaN, Infinity, -Infinity, 3e38, 0.7];
const { relu, elu, selu, leakyRelu, abs, relu6, max, min } = tf;
const ACTIVATIONS = { relu, elu, selu, leakyRelu, abs, relu6 };
const EXTREMES = { max, min };
const special = (): tf.Tensor1D => tf.tensor1d(SPECIAL);

describe('constants that are full of one number', () => {
  it('broadcast as tensors of their shape do, with gradients', () =>
    expectAsEager(
      (x, s, image, w) => {
        const conv = tf.conv2d(image as T4, w as T4, 1, 'same');
        return {
          loss: tf.sum(tf.squaredDifference(x!, tf.ones([4, 3]))),
          quotient: tf.div(tf.fill([2, 4, 3], 6), x!),
          chosen: tf.where(tf.greater(x!, 0), tf.zeros([4, 3]), x!),
          ...withGradients((y) => tf.mean(tf.mul(y!, tf.fill([5, 3], 0.5))), [x!]),
          ...Object.fromEntries(
            Object.entries(withGradients((y, scale) => tf.mul(y!, scale!), [conv, s!])).map(
              ([name, value]) => [`scaled ${name}`, value],
            ),
          ),
          'spread over images': tf.add(conv, tf.ones([2, 4, 5, 8])),
        };
      },
      [
        uniform([1, 3], 1, 0.5, 2),
        uniform([1, 1, 1, 8], 2),
        uniform([1, 4, 5, 3], 3),
        uniform([3, 3, 3, 8], 4),
      ],
    ));

  it('keep infinities, NaN and the sign of zero', () =>
    expectAsEager(
      together([
        ['clip to everything', (x) => tf.clipByValue(x!, -Infinity, Infinity)],
        ['clip above', (x) => tf.clipByValue(x!, 0, Infinity)],
        ['product with NaN', (x) => tf.mul(x!, NaN)],
        ['quotients by zeros', (x) => tf.concat([tf.div(x!, 0), tf.div(x!, -0)])],
        ['padded with', (x) => tf.concat([tf.pad(x!, [[1, 0]], Infinity), tf.pad(x!, [[1, 0]], -Infinity)])],
      ]),
      [special()],
    ));
});

describe('NaN, infinities and tiny numbers', () => {
  it('go where they go eagerly, forward and backward', () =>
    expectAsEager(
      (x) => ({
        ...together([
          ['step', (a) => tf.step(a!)],
          ['step with slope', (a) => tf.step(a!, 0.2)],
          ['minimum', (a) => tf.minimum(a!, 1)],
          ['maximum', (a) => tf.maximum(a!, -1)],
          ['greater', (a) => tf.greater(a!, 0)],
          ['notEqual', (a) => tf.notEqual(a!, 0)],
        ])(x!),
        ...Object.fromEntries(
          Object.entries(ACTIVATIONS).map(([name, activation]) => [
            `gradient of ${name}`,
            tf.grad((a) => tf.sum(activation(a)))(x!),
          ]),
        ),
      }),
      [special()],
    ));

  it('are found by reductions', () => {
    const rows = tf.tensor2d(
      [1, NaN, 2, NaN, 1, 2, 1, 2, NaN, -Infinity, NaN, -Infinity, 3, 1, 2, 2, 3, 3],
      [6, 3],
    );
    return expectAsEager(
      together([
        ...Object.entries(EXTREMES).flatMap(([name, extreme]) => [
          [`${name} of rows`, (x: tf.Tensor) => extreme(x, 1)] as const,
          [`${name} of columns`, (x: tf.Tensor) => extreme(x, 0, true)] as const,
          [`${name} of all`, (x: tf.Tensor) => extreme(x)] as const,
        ]),
        ['argMax', (x) => tf.argMax(x!, 1)],
        ['argMin', (x) => tf.argMin(x!, 1)],
        ['argMax of columns', (x) => tf.argMax(x!, 0)],
        ['softmax', (x) => tf.softmax(x!)],
      ]),
      [rows],
    );
  });

  it('stay at their pixels when an image is enlarged by its nearest pixels', () => {
    const image = tf.tensor4d([NaN, 1, 2, 3, Infinity, 5, 6, 7, 8], [1, 3, 3, 1]);
    return expectAsEager(
      together([
        ['doubled', (x) => tf.image.resizeNearestNeighbor(x as T4, [6, 6])],
        ['odd', (x) => tf.image.resizeNearestNeighbor(x as T4, [4, 5], false, true)],
        ['aligned', (x) => tf.image.resizeNearestNeighbor(x as T4, [2, 5], true)],
      ]),
      [image],
    );
  });
});

describe('remainders and whole quotients', () => {
  it('of floats', () => {
    const a = [1e6, -1e6, 7.5, -7.5, 6, -6, 0, 1e-3, 16777217, 5, Infinity, NaN, 3];
    const b = [0.7, 0.7, 2, 2, 3, 3, 5, -0.3, 3, -2, 2, 1, Infinity];
    return expectAsEager(
      together([
        ['mod', (x, y) => tf.mod(x!, y!)],
        ['floorDiv', (x, y) => tf.floorDiv(x!, y!)],
      ]),
      [tf.tensor1d(a.slice(0, 10)), tf.tensor1d(b.slice(0, 10))],
    ).then(() =>
      expectAsEager(together([['mod', (x, y) => tf.mod(x!, y!)]]), [tf.tensor1d(a), tf.tensor1d(b)]),
    );
  });

  it('of whole numbers, up to the largest and by zero', () => {
    const a = tf.tensor1d([16777217, -16777217, 2147483647, 7, -7, 7, -7, 5, 0], 'int32');
    const b = tf.tensor1d([1, 1, -3, 2, 2, -2, -2, 0, 0], 'int32');
    return expectAsEager(
      together([
        ['mod', (x, y) => tf.mod(x!, y!)],
        ['floorDiv', (x, y) => tf.floorDiv(x!, y!)],
        ['by a number', (x) => tf.floorDiv(x!, tf.scalar(3, 'int32'))],
      ]),
      [a, b],
      { exact: true },
    );
  });
});

describe('whole numbers out of floats', () => {
  it('wrap round as those of an Int32Array; what is no number is 0', () => {
    const edges = [2 ** 31, -(2 ** 31), 2 ** 31 - 128, -(2 ** 31) - 256, 2 ** 32, 3e9, -3e9, 1e20, -7e30];
    return expectAsEager(
      together([
        ['cast', (x) => tf.cast(x!, 'int32')],
        ['floorDiv', (x) => tf.floorDiv(x!, tf.scalar(0.5))],
        ['in blocks', (x) => tf.cast(tf.reshape(x!, [1, 1, 1, -1]), 'int32')],
      ]),
      [tf.tensor1d([...SPECIAL, ...edges, 1.9, -1.9, 0.5, -0.5])],
      { exact: true },
    );
  });
});

describe('borders of what is defined', () => {
  it('powers of infinities and zeros', () =>
    expectAsEager(
      together(
        [0.5, 2, -0.5, 0].map((power) => [`to ${power}`, (x: tf.Tensor) => tf.pow(x, power)] as const),
      ),
      [special()],
    ));

  it('paddings that cut, and slices as large as what they are of', () =>
    expectAsEager(
      together([
        [
          'shifted down',
          (x) =>
            tf.pad(x!, [
              [1, -1],
              [0, 0],
            ]),
        ],
        [
          'cut and filled',
          (x) =>
            tf.pad(x!, [
              [0, -1],
              [0, 1],
            ]),
        ],
        ['all', (x) => tf.slice(x!, [0, 0], [3, 2])],
      ]),
      [
        tf.tensor2d([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
      ],
    ));

  it('of no values at all', () => {
    const rows = (x: tf.Tensor) => tf.slice(x, [0, 0], [0, 2]);
    return expectAsEager(
      (x, image, w) => ({
        ...together([
          ['max', (y) => tf.max(y!, 0)],
          ['min', (y) => tf.min(y!, 0)],
          ['sum', (y) => tf.sum(y!, 0)],
          ['mean', (y) => tf.mean(y!, 0)],
          ['product', (y) => tf.prod(y!, 0)],
          ['rows', (y) => y!],
        ])(rows(x!)),
        'no windows': tf.conv2d(image as T4, w as T4, 1, 'valid'),
        'no pixels': tf.image.resizeBilinear(image as T4, [0, 3]),
        ...withGradients((a, b) => tf.sum(tf.conv2d(a as T4, b as T4, 1, 'valid')), [image!, w!]),
      }),
      [uniform([3, 2], 1), uniform([1, 2, 2, 4], 2), uniform([3, 3, 4, 4], 3)],
    );
  });
});
