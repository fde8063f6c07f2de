import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../../../../src/kernel/bmdsrnet/random';
import type { Scale } from '../../../../src/kernel/bmdsrnet/types';

/** Uniform values in [low, high) of the project's own stream, the same on every backend. */
export function uniform(
  shape: [number, number, number, number],
  seed: number,
  low = 0,
  high = 1,
): tf.Tensor4D {
  const random = createRandom(seed);
  const values = Float32Array.from(
    { length: tf.util.sizeFromShape(shape) },
    () => low + (high - low) * random.uniform(),
  );
  return tf.tensor4d(values, shape);
}

/** A batch of unrelated noise images: enough for shapes, gradients and memorising. */
export function noiseBatch(scale: Scale, { n = 1, h = 8, w = 8, seed = 1 } = {}) {
  return {
    blurred: uniform([n, h, w, 3], seed),
    frames: uniform([n, h, w, 21], seed + 1),
    sharp: uniform([n, scale * h, scale * w, 3], seed + 2),
  };
}

export async function maxDifference(a: tf.Tensor, b: tf.Tensor): Promise<number> {
  return (await tf.max(tf.abs(tf.sub(a, b))).data())[0]!;
}
