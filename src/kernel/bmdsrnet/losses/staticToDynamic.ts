import * as tf from '@tensorflow/tfjs';
import { CENTRE, FRAME_COUNT } from '../types';
import { meanAbsoluteError } from './reconstruction';

/** From which file features are, for the settings of a run. */
export interface FeatureSource {
  /** Without its folder. */
  file: string;
  sha256: string;
}

/** A feature extractor for the perceptual term of Eq. 1, such as `loadVGG19`, and the weight of that term. */
export interface Perceptual {
  /** RGB [N, h, w, 3] in [0, 1] -> any features; must be differentiable and in a `tf.tidy`. */
  features(rgb: tf.Tensor4D): tf.Tensor;
  weight: number;
  source?: FeatureSource;
}

/**
 * Eq. 1, the content loss of the centre frame: mean |Y4 - S4| + weight mean |phi(Y4) - phi(S4)|.
 * The second term is there only where an extractor phi is given.
 *
 * @param frames seven frames out of BMDNet, [N, h, w, 21]
 * @param target the seven sharp frames, likewise, or the sharp centre frame alone, [N, h, w, 3]
 */
export function centreLoss(frames: tf.Tensor4D, target: tf.Tensor4D, perceptual?: Perceptual): tf.Scalar {
  const y = centreOf(frames);
  const s = centreOf(target);
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
  const y = tf.abs(sumsAndDifferences(frames));
  const s = tf.abs(sumsAndDifferences(target));
  // One mean over three pairs and two kinds is a sixth of the sum of six means.
  return tf.mul(meanAbsoluteError(y, s), 2 * CENTRE);
}

/**
 * The continuity loss, ours: the mean difference between the changes from frame to frame, |Yi+1 - Yi|, and those of the
 * true frames in whichever time order fits an image better. Eq. 2 lets each pair choose its own order; frames that
 * jump back and forth cost here, while all seven in reverse cost nothing.
 */
export function continuityLoss(frames: tf.Tensor4D, target: tf.Tensor4D): tf.Scalar {
  const found = changes(frames);
  const truth = changes(target);
  const reversed = tf.concat(tf.split<tf.Tensor4D>(truth, FRAME_COUNT - 1, 3).reverse(), 3);
  const perImage = (other: tf.Tensor4D): tf.Tensor1D => tf.mean(tf.abs(tf.sub(found, other)), [1, 2, 3]);
  return tf.mean(tf.minimum(perImage(truth), perImage(reversed)));
}

/** |Yi+1 - Yi|: [N, h, w, 21] -> [N, h, w, 18]. */
function changes(frames: tf.Tensor4D): tf.Tensor4D {
  const last = 3 * (FRAME_COUNT - 1);
  const later = tf.slice(frames, [0, 0, 0, 3], [-1, -1, -1, last]);
  return tf.abs(tf.sub(later, tf.slice(frames, [0, 0, 0, 0], [-1, -1, -1, last])));
}

/** [N, h, w, 21] -> [N h w, 18]: Yi + Y8-i for i = 1, 2, 3 and then Yi - Y8-i, RGB each, as one matrix product. */
function sumsAndDifferences(frames: tf.Tensor4D): tf.Tensor2D {
  const matrix = tf.buffer([3 * FRAME_COUNT, 6 * CENTRE]);
  for (let pair = 0; pair < CENTRE; pair++) {
    for (let c = 0; c < 3; c++) {
      const [early, late] = [3 * pair + c, 3 * (FRAME_COUNT - 1 - pair) + c];
      const [sum, difference] = [3 * pair + c, 3 * (CENTRE + pair) + c];
      matrix.set(1, early, sum);
      matrix.set(1, late, sum);
      matrix.set(1, early, difference);
      matrix.set(-1, late, difference);
    }
  }
  const pixels: tf.Tensor2D = tf.reshape(frames, [-1, 3 * FRAME_COUNT]);
  return tf.matMul(pixels, matrix.toTensor() as tf.Tensor2D);
}

/** The centre frame, [N, h, w, 3], of seven or of itself alone. */
function centreOf(frames: tf.Tensor4D): tf.Tensor4D {
  if (frames.shape[3] === 3) return frames;
  return tf.slice(frames, [0, 0, 0, 3 * CENTRE], [-1, -1, -1, 3]);
}
