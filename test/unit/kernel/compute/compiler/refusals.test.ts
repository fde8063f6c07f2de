import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CompileError, compile } from '../../../../../src/kernel/compute/compiler';
import { isOutOfMemory } from '../../../../../src/kernel/compute/outOfMemory';
import { uniform } from './againstEager';

beforeAll(() => tf.setBackend('cpu'));

type T4 = tf.Tensor4D;
type Refused = readonly [string, (...inputs: tf.Tensor[]) => tf.Tensor, readonly tf.Tensor[]];

const table = uniform([3, 2], 1);
const whole = (values: number[], shape = [values.length]) => tf.tensor(values, shape, 'int32');
const errorOf = (run: Promise<unknown>): Promise<Error> =>
  run.then(
    () => new Error('nothing was thrown'),
    (error: Error) => error,
  );

describe('what eager kernels refuse, compiled functions refuse', () => {
  it.each([
    ['a slice beyond the end', (x) => tf.slice(x!, [2, 0], [3, 2]), [table]],
    ['sums of shapes that do not fit', (x, y) => tf.add(x!, y!), [table, uniform([3], 2)]],
    ['products of shapes that do not fit', (x, y) => tf.matMul(x!, y!), [table, uniform([3, 2], 2)]],
    ['batches that do not fit', (x, y) => tf.matMul(x!, y!), [uniform([2, 1, 3], 1), uniform([3, 3, 1], 2)]],
  ] as Refused[])('%s, with the line', async (_, fn, inputs) => {
    expect(() => tf.tidy(() => fn(...inputs).dataSync())).toThrow();
    const error = await errorOf(compile(fn).run(...inputs));
    expect(error).toBeInstanceOf(CompileError);
    expect(error.message).toMatch(/At .*refusals\.test\.ts:\d+:\d+\.$/);
  });

  it.each([
    ['indices before the first', (x, at) => tf.gather(x!, at as tf.Tensor1D), [table, whole([0, -1])]],
    ['indices after the last', (x, at) => tf.gather(x!, at as tf.Tensor1D), [table, whole([0, 3])]],
    ['such indices that are constant', (x) => tf.gather(x!, [-1]), [table]],
    ['along another axis', (x, at) => tf.gather(x!, at as tf.Tensor1D, 1), [table, whole([-2])]],
    ['of a batch', (x, at) => tf.gather(x!, at as tf.Tensor2D, 1, 1), [table, whole([0, 0, -1], [3, 1])]],
    ['places before the first', (x, at) => tf.gatherND(x!, at!), [table, whole([-1, 0], [1, 2])]],
    ['places beyond a row', (x, at) => tf.gatherND(x!, at!), [table, whole([0, -2], [1, 2])]],
  ] as Refused[])('%s', async (_, fn, inputs) => {
    expect(() => tf.tidy(() => fn(...inputs).dataSync())).toThrow();
    expect((await errorOf(compile(fn).run(...inputs))).message).toMatch(/ind(ex|ices)/);
  });
});

describe('inputs that are no tensors', () => {
  const negate = (x: tf.Tensor): tf.Tensor => tf.neg(x);
  it.each([
    ['nothing', undefined, /Input 0 is missing/],
    ['plain arrays', { shape: [2], data: [0.5, 2] }, /Input 0 has its values in Array.*Float32Array/],
    ['doubles', { shape: [2], data: Float64Array.of(0.5, 2) }, /Input 0 has its values in Float64Array/],
    ['too few values', { shape: [3], data: Float32Array.of(1, 2) }, /has 2 values, .* \[3\] holds 3/],
    ['broken sizes', { shape: [2.5], data: Float32Array.of(1, 2) }, /\[2\.5\].*whole/],
    ['negative sizes', { shape: [-2, -1], data: Float32Array.of(1, 2) }, /\[-2,-1\].*whole/],
  ])('%s are refused, compiled or not', async (_, input, message) => {
    for (const eager of [false, true]) {
      const error = await errorOf(compile(negate, { eager }).run(input as never));
      expect(error).toBeInstanceOf(CompileError);
      expect(error.message).toMatch(message);
    }
  });

  it('missing ones are refused', async () => {
    const sum = compile((x: tf.Tensor, y: tf.Tensor) => tf.add(x, y));
    const few = sum as unknown as { run(x: number): Promise<unknown> };
    expect((await errorOf(few.run(1))).message).toMatch(/Input 1 is missing/);
  });
});

it('a result that no array holds is short memory', async () => {
  const sum = compile((x: tf.Tensor, y: tf.Tensor) => tf.add(x, y));
  const error = await errorOf(sum.run(tf.zeros([1e5, 1]), tf.zeros([1, 1e5])));
  expect(error.message).toMatch(/\[100000,100000\].*Memory is short/);
  expect(isOutOfMemory(error)).toBe(true);
});

describe('sizes that do not fit', () => {
  it('of windows over a smaller image', async () => {
    const conv = compile((x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as T4, w as T4, 1, 'valid'));
    const error = await errorOf(conv.run(uniform([1, 2, 2, 4], 1), uniform([4, 4, 4, 4], 2)));
    expect(error.message).toMatch(/2x2 is too small for windows of 4x4.*refusals\.test/);
  });

  it.each([
    ['same', 7, 8],
    ['valid', 9, 10],
    [1, 7, 8],
  ] as const)('of a transposed convolution with padding %s, which are told', async (padding, least, most) => {
    const to = (size: number) =>
      compile((x: tf.Tensor, w: tf.Tensor) =>
        tf.conv2dTranspose(
          x as T4,
          w as T4,
          [1, size, size, 1],
          2,
          padding,
          padding === 1 ? 'floor' : undefined,
        ),
      ).run(uniform([1, 4, 4, 1], 1), uniform([3, 3, 1, 1], 2));
    for (const size of [least - 1, most + 1])
      expect((await errorOf(to(size))).message).toMatch(`heights from ${least} to ${most}`);
    for (const size of [least, most]) expect((await to(size)).shape).toEqual([1, size, size, 1]);
  });
});
