import * as tf from '@tensorflow/tfjs';

/** Eq. 3: mean of squared differences over images, pixels and channels. */
export function meanSquaredError(image: tf.Tensor, target: tf.Tensor): tf.Scalar {
  return tf.mean(tf.square(tf.sub(image, target)));
}

/** Mean of sqrt(difference^2 + 1e-6): absolute differences, rounded off below 1e-3 (Charbonnier et al. 1994). */
export function charbonnierError(image: tf.Tensor, target: tf.Tensor): tf.Scalar {
  return tf.mean(tf.sqrt(tf.add(tf.square(tf.sub(image, target)), 1e-6)));
}

/** Mean of absolute differences: the p = 1 norm of Eqs. 1 and 2, and Eq. 3 as `practical` trains it. */
export function meanAbsoluteError(image: tf.Tensor, target: tf.Tensor): tf.Scalar {
  return tf.mean(tf.abs(tf.sub(image, target)));
}
