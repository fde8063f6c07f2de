import * as tf from '@tensorflow/tfjs';

/** Decay rates and epsilon of Adam (Kingma & Ba 2015); the paper does not name its optimiser. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

export interface Moments {
  firstMoment: tf.Tensor1D;
  secondMoment: tf.Tensor1D;
}

/**
 * One step of Adam over one weight vector, with `rate` and `epsilon` already corrected for the bias of the moments.
 * The arguments stay the caller's.
 */
export function adamUpdate(
  weights: tf.Tensor1D,
  gradient: tf.Tensor1D,
  { firstMoment, secondMoment }: Moments,
  rate: tf.Scalar,
  epsilon: tf.Scalar,
): Moments & { weights: tf.Tensor1D } {
  const { beta1, beta2 } = ADAM;
  // Each in a scope of its own: the vectors are as large as the network.
  const m: tf.Tensor1D = tf.tidy(() => tf.add(tf.mul(firstMoment, beta1), tf.mul(gradient, 1 - beta1)));
  const v: tf.Tensor1D = tf.tidy(() =>
    tf.add(tf.mul(secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2)),
  );
  const next: tf.Tensor1D = tf.tidy(() =>
    tf.sub(weights, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon))),
  );
  return { weights: next, firstMoment: m, secondMoment: v };
}
