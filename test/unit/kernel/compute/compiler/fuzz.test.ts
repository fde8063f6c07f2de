import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { expectAsEager, uniform, withGradients } from './againstEager';

beforeAll(() => tf.setBackend('cpu'));

// BMDSRNET_FUZZ=500 tries as many programs; a failure names its seed.
const PROGRAMS = Number(process.env.BMDSRNET_FUZZ ?? 12);
const FIRST_SEED = Number(process.env.BMDSRNET_FUZZ_SEED ?? 1);

type T4 = tf.Tensor4D;

/** A linear congruential generator: whole numbers below a limit. */
function createChooser(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A random program of [2, 4, 4, C] images that keeps its values moderate; smooth, so that masks cannot flip. */
function randomProgram(seed: number, steps: number): (x: tf.Tensor, filters: tf.Tensor) => tf.Tensor {
  return (x, filters) => {
    const choose = createChooser(seed);
    const images: T4[] = [x as T4];
    const any = (): T4 => images[choose(images.length)]!;
    const filter = (from: number, to: number): T4 => tf.slice(filters as T4, [0, 0, 0, 0], [3, 3, from, to]);
    const withChannels = (image: T4, channels: number): T4 =>
      image.shape[3] === channels ? image : tf.conv2d(image, filter(image.shape[3], channels), 1, 'same');
    for (let step = 0; step < steps; step++) {
      const a = any();
      const b = withChannels(any(), a.shape[3]);
      const operations: (() => tf.Tensor)[] = [
        () => tf.conv2d(a, filter(a.shape[3], [3, 8, 16, 32][choose(4)]!), 1, 'same'),
        () => tf.tanh(tf.add(a, b)),
        () => tf.mul(tf.sigmoid(a), b),
        () => tf.softplus(a),
        () => tf.sub(a, tf.mean(b, [1, 2], true)),
        () => tf.concat([a, b], 3).slice([0, 0, 0, choose(a.shape[3])], [-1, -1, -1, a.shape[3]]),
        () => tf.add(a, tf.sum(b, [0, 1, 2]).mul(0.01)),
        () => tf.transpose(a, [0, 2, 1, 3]),
        () => tf.reshape(tf.reverse(a, 1), a.shape),
        () => tf.concat(tf.split(a, 2, 0).reverse(), 0),
        () =>
          tf.conv2dTranspose(
            tf.conv2d(a, filter(a.shape[3], 16), 2, 'same'),
            filter(16, 16),
            [2, 4, 4, 16],
            2,
            'same',
          ),
        () => tf.image.resizeBilinear(tf.avgPool(a, 2, 2, 'valid'), [4, 4], true),
        () => tf.div(a, tf.add(tf.square(b), 1)),
        () => tf.add(tf.conv2d(a, filter(a.shape[3], a.shape[3]), 1, 'same'), a),
        () => normalised(a),
      ];
      images.push(operations[choose(operations.length)]!() as T4);
    }
    // Every program depends on both inputs, or there is no gradient to compare.
    return tf.add(
      images.at(-1)!,
      tf.mean(withChannels(tf.conv2d(x as T4, filter(x.shape[3]!, 8), 1, 'same'), 3)),
    );
  };
}

function normalised(a: T4): T4 {
  const { mean, variance } = tf.moments(a, [0, 1, 2]);
  const ones = tf.ones([a.shape[3]]) as tf.Tensor1D;
  return tf.batchNorm(a, mean as tf.Tensor1D, tf.add(variance, 1) as tf.Tensor1D, tf.mul(ones, 0.1), ones);
}

it(`${PROGRAMS} random programs with their gradients equal eager ones`, {
  timeout: 120_000 + PROGRAMS * 5000,
}, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
    const program = randomProgram(seed, 7);
    const inputs = [
      uniform([2, 4, 4, [3, 8, 16][seed % 3]!], seed),
      uniform([3, 3, 32, 32], seed + 1, -0.15, 0.15),
    ];
    const fn = (x: tf.Tensor, w: tf.Tensor) => withGradients((a, b) => program(a!, b!), [x, w]);
    const options = { blocked: seed % 2 === 0, tolerance: 1e-4 };
    await expectAsEager(fn as never, inputs, options).catch((error: Error) => {
      expect.fail(
        `The program of seed ${seed} (BMDSRNET_FUZZ_SEED=${seed} BMDSRNET_FUZZ=1): ${error.message}`,
      );
    });
    tf.dispose(inputs);
  }
});
