import type * as tf from '@tensorflow/tfjs';
import { upsample } from './upsample';

/** Keys' cubic convolution (R. G. Keys, 1981) with a = -0.5, which MATLAB's imresize uses. */
function cubic(distance: number): number {
  const d = distance;
  if (d <= 1) return (1.5 * d - 2.5) * d * d + 1;
  if (d < 2) return ((-0.5 * d + 2.5) * d - 4) * d + 2;
  return 0;
}

/**
 * MATLAB's `imresize(x, s, 'bicubic')` on a batch: half-pixel centres, symmetric border, no clipping. Differentiable.
 * @param x [N, H, W, C], any value range
 * @param s whole enlarging factor, 1 or more
 * @returns [N, s*H, s*W, C]
 */
export function bicubicUpsample(x: tf.Tensor4D, s: number): tf.Tensor4D {
  return upsample(x, s, { weight: cubic, support: 2 });
}
