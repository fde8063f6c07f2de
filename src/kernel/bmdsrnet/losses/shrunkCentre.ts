import * as tf from '@tensorflow/tfjs';
import { bicubicTaps } from '../data/bicubicTaps';

/**
 * A target for BMDNet's centre frame where the data has no LR frames, as LR-GOPRO: the sharp HR image shrunk by MATLAB
 * bicubic, as LR frames are made, but not rounded. Within two LR pixels of a patch's border it is not quite the part of
 * the whole image shrunk, because what lies beyond is not known (GFN's training patches are made so too).
 *
 * @param sharp [N, s h, s w, 3] in [0, 1]
 * @returns [N, h, w, 3] in [0, 1]
 */
export function shrunkCentre(sharp: tf.Tensor4D, h: number, w: number): tf.Tensor4D {
  return tf.tidy(() => {
    const [n, hrHeight, hrWidth, c] = sharp.shape;
    const columns = tf.transpose(sharp, [0, 2, 3, 1]).reshape([-1, hrHeight]);
    const low = tf.matMul(columns, shrinking(hrHeight, h)).reshape([n, hrWidth, c, h]);
    const rows = tf.transpose(low, [0, 3, 2, 1]).reshape([-1, hrWidth]);
    const image = tf.matMul(rows, shrinking(hrWidth, w)).reshape([n, h, c, w]);
    return tf.clipByValue(tf.transpose(image, [0, 1, 3, 2]) as tf.Tensor4D, 0, 1);
  });
}

/** Resampling along one axis as a matrix [from, to]. */
function shrinking(from: number, to: number): tf.Tensor2D {
  const { count, indices, weights } = bicubicTaps(from, to, to / from);
  const matrix = new Float32Array(from * to);
  for (const [k, weight] of weights.entries()) matrix[indices[k]! * to + Math.floor(k / count)]! += weight;
  return tf.tensor2d(matrix, [from, to]);
}
