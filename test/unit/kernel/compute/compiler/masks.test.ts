import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../../../src/kernel/compute/compiler';
import { uniform } from './againstEager';

/*
 * Two orders of the same sum differ in the last bits. Where a ReLU's input is that close to zero, the blocked convolution
 * may find it positive and the eager one not: the mask flips, and with it the whole gradient of that one activation. No
 * tolerance of a share of the largest gradient covers that in every network. What can be said: only such activations flip,
 * each changes the gradients by its own share, and without them gradients agree.
 */

beforeAll(() => tf.setBackend('cpu'));

type T4 = tf.Tensor4D;

const CHANNELS = 16;
/** Two blocks: sums over one are in the eager order, and equal to the last bit. */
const INPUTS = 32;
const x = uniform([1, 12, 16, INPUTS], 1) as T4;
const first = uniform([3, 3, INPUTS, CHANNELS], 2) as T4;
const second = uniform([3, 3, CHANNELS, CHANNELS], 3) as T4;

const activations = (bias: tf.Tensor, image: tf.Tensor, filter: tf.Tensor): T4 =>
  tf.relu(tf.add(tf.conv2d(image as T4, filter as T4, 1, 'same'), bias));
const lossOf = (low: tf.Tensor): tf.Scalar =>
  tf.mean(tf.square(tf.tanh(tf.conv2d(low as T4, second, 1, 'same'))));

const step = (bias: tf.Tensor, image: tf.Tensor, filter: tf.Tensor) => ({
  low: activations(bias, image, filter),
  gradient: tf.grad((b) => lossOf(activations(b, image, filter)))(bias),
});

/** For each channel the sums before the bias, ascending. */
function sumsOfChannels(): number[][] {
  const values = tf.tidy(() =>
    tf
      .transpose(tf.conv2d(x, first, 1, 'same'), [3, 0, 1, 2])
      .reshape([CHANNELS, -1])
      .arraySync(),
  );
  return (values as number[][]).map((sums) => sums.sort((a, b) => a - b));
}

/** Activations that only one side finds positive, and how far the gradient of each channel's bias is apart. */
async function compare(bias: tf.Tensor, blocked: boolean) {
  const eager = tf.tidy(() => {
    const { low, gradient } = step(bias, x, first);
    return { low: low.dataSync(), gradient: gradient.dataSync(), shares: tf.grad(lossOf)(low).dataSync() };
  });
  const compiled = compile(step, { blocked, onWarning: () => {} });
  const { low, gradient } = await compiled.run(bias, x, first);
  await compiled.dispose();
  const flipped = [...low!.data.keys()].filter((i) => low!.data[i]! > 0 !== eager.low[i]! > 0);
  const apart = Array.from(gradient!.data, (value, c) => Math.abs(value - eager.gradient[c]!));
  const share = (c: number): number =>
    flipped.filter((i) => i % CHANNELS === c).reduce((sum, i) => sum + Math.abs(eager.shares[i]!), 0);
  const largest = Math.max(...eager.gradient.map(Math.abs));
  const height = (i: number): number => Math.max(low!.data[i]!, eager.low[i]!);
  return { flipped, apart, share, largest, height };
}

describe.each([true, false])('ReLU masks with blocks: %s', (blocked) => {
  it('agree where no activation is near zero, and so do gradients', async () => {
    const bias = tf.tensor1d(
      sumsOfChannels().map((sums) => {
        const middle = sums.slice(sums.length / 4, (3 * sums.length) / 4);
        const gaps = middle.slice(1).map((value, i) => value - middle[i]!);
        const widest = gaps.indexOf(Math.max(...gaps));
        return -(middle[widest]! + middle[widest + 1]!) / 2;
      }),
    );
    const { flipped, apart, largest } = await compare(bias, blocked);
    expect(flipped).toEqual([]);
    expect(Math.max(...apart)).toBeLessThan(1e-4 * largest);
  });

  it('flip only where an activation is zero but for rounding, by its share of the gradient', async () => {
    let flips = 0;
    for (const place of [0.3, 0.4, 0.5, 0.6, 0.7]) {
      // Cancels one sum of each channel.
      const bias = tf.tensor1d(sumsOfChannels().map((sums) => -sums[Math.floor(place * sums.length)]!));
      const { flipped, apart, share, largest, height } = await compare(bias, blocked);
      flips += flipped.length;
      expect(flipped.length).toBeLessThanOrEqual(CHANNELS);
      for (const i of flipped) expect(height(i)).toBeLessThan(1e-5);
      for (const [c, difference] of apart.entries())
        expect(difference).toBeLessThanOrEqual(1.001 * share(c) + 1e-4 * largest);
    }
    expect(flips).toBeGreaterThan(0);
  });
});
