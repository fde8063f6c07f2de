import type * as tf from '@tensorflow/tfjs';
import { upsample } from './upsample';

/**
 * Bilinear enlarging with half-pixel centres and repeated edges (PyTorch's `align_corners=False`), as convolutions, which
 * have fast gradients; `tf.image.resizeBilinear` takes any size.
 * @param x [N, H, W, C]
 * @param s whole enlarging factor, 1 or more
 * @returns [N, s*H, s*W, C]
 */
export function resizeBilinear(x: tf.Tensor4D, s: number): tf.Tensor4D {
  return upsample(x, s, { weight: (distance) => Math.max(0, 1 - distance), support: 1 });
}
