import * as tf from '@tensorflow/tfjs';

/** The activation of every layer but ForNet's. */
export const relu = (x: tf.Tensor4D): tf.Tensor4D => tf.relu(x);

/** `tf.leakyRelu` with a gradient of two operations instead of four; `step` is 1 above zero, else the slope. */
export function leakyRelu(x: tf.Tensor4D, slope: number): tf.Tensor4D {
  const withGradient = tf.customGrad((value, save) => {
    const y = tf.leakyRelu(value as tf.Tensor4D, slope); // `customGrad` types every argument as tensor or function
    (save as tf.GradSaveFunc)([y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.step(saved[0]!, slope)),
    };
  });
  return withGradient(x) as tf.Tensor4D;
}
