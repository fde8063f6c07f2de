import * as tf from '@tensorflow/tfjs';
import { CENTRE, FRAME_COUNT } from '../types';
import { meanAbsoluteError } from './reconstruction';

/** A feature extractor for the perceptual term of Eq. 1, such as VGG19 conv5_4, and the weight of that term. */
export interface Perceptual {
  /** RGB [N, h, w, 3] in [0, 1] -> any features; must be differentiable and in a `tf.tidy`. */
  features(rgb: tf.Tensor4D): tf.Tensor;
  weight: number;
}

/**
 * Eq. 1, the content loss of the centre frame: mean |Y4 - S4| + weight mean |phi(Y4) - phi(S4)|.
 * The second term is there only where an extractor phi is given.
 *
 * @param frames seven frames out of BMDNet, [N, h, w, 21]
 * @param target the seven sharp frames, likewise
 */
export function centreLoss(frames: tf.Tensor4D, target: tf.Tensor4D, perceptual?: Perceptual): tf.Scalar {
  const y = framesBetween(frames, CENTRE, CENTRE + 1);
  const s = framesBetween(target, CENTRE, CENTRE + 1);
  const pixels = meanAbsoluteError(y, s);
  if (!perceptual) return pixels;
  const features = meanAbsoluteError(perceptual.features(y), perceptual.features(s));
  return tf.add(pixels, tf.mul(features, perceptual.weight));
}

/**
 * Eq. 2, the pair loss: over the pairs i = 1, 2, 3 of frames i and 8 - i, the sum of
 *
 *     mean | |Yi + Y8-i| - |Si + S8-i| |  +  mean | |Yi - Y8-i| - |Si - S8-i| |
 *
 * A blurred image does not tell in which direction time ran. The absolute difference, which Eq. 2 as printed
 * lacks, is what makes the loss the same for either order of a pair (Jin et al. 2018).
 */
export function pairLoss(frames: tf.Tensor4D, target: tf.Tensor4D): tf.Scalar {
  const y = pairs(frames);
  const s = pairs(target);
  // One mean over the three pairs is a third of the sum of three means.
  const sums = meanAbsoluteError(tf.abs(tf.add(y.early, y.late)), tf.abs(tf.add(s.early, s.late)));
  const differences = meanAbsoluteError(tf.abs(tf.sub(y.early, y.late)), tf.abs(tf.sub(s.early, s.late)));
  return tf.mul(tf.add(sums, differences), CENTRE);
}

/** Frames 1, 2, 3 and beside them frames 7, 6, 5: [pixels, 3, 3] each. */
function pairs(frames: tf.Tensor4D): { early: tf.Tensor3D; late: tf.Tensor3D } {
  const apart = tf.reshape(frames, [-1, FRAME_COUNT, 3]) as tf.Tensor3D;
  const early = tf.slice(apart, [0, 0, 0], [-1, CENTRE, 3]);
  const late = tf.reverse(tf.slice(apart, [0, CENTRE + 1, 0], [-1, CENTRE, 3]), 1);
  return { early, late };
}

/** Frames `from` up to but without `to`, counted from 0. */
function framesBetween(frames: tf.Tensor4D, from: number, to: number): tf.Tensor4D {
  return tf.slice(frames, [0, 0, 0, 3 * from], [-1, -1, -1, 3 * (to - from)]);
}
