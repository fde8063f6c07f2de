import * as tf from '@tensorflow/tfjs';

/** Scales a gradient down to the global norm `limit` where it is longer (Pascanu et al. 2013). */
export function clipByNorm(gradient: tf.Tensor1D, norm: number, limit: number): tf.Tensor1D {
  return norm > limit ? tf.mul(gradient, limit / norm) : gradient.clone();
}
