import * as tf from '@tensorflow/tfjs';

/** Scales a gradient down to the global norm `limit` where it is longer (Pascanu et al. 2013). */
export function clipByNorm(gradient: tf.Tensor1D, norm: tf.Scalar, limit: number): tf.Tensor1D {
  if (limit === Number.POSITIVE_INFINITY) return gradient;
  return tf.tidy(() => tf.mul(gradient, tf.minimum(1, tf.div(limit, norm))));
}
