import * as tf from '@tensorflow/tfjs';

/** Exponential moving average: `blend` of the way from the average to the weights. */
export function averaged(average: tf.Tensor1D, weights: tf.Tensor1D, blend: tf.Scalar): tf.Tensor1D {
  return tf.tidy(() => tf.add(average, tf.mul(tf.sub(weights, average), blend)));
}
