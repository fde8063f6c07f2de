import * as tf from '@tensorflow/tfjs';

/** Sees what a stage is about to add to its base, [N, h, w, C]; `base` says in words what that is. */
export type ResidualObserver = (stage: string, base: string, residual: tf.Tensor4D) => void;

let observer: ResidualObserver | undefined;

/** Runs `forward` and shows each global residual on the way to `observe`, which must not keep or dispose it. */
export function observeResiduals<T>(observe: ResidualObserver, forward: () => T): T {
  observer = observe;
  try {
    return forward();
  } finally {
    observer = undefined;
  }
}

/** A global residual: the output of a stage is what it found, added to an image that `base` says in words. */
export function addToBase(
  stage: string,
  residual: tf.Tensor4D,
  image: tf.Tensor4D,
  base: string,
): tf.Tensor4D {
  observer?.(stage, base, residual);
  return tf.add(residual, image);
}
