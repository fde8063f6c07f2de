import * as tf from '@tensorflow/tfjs';

/**
 * Depth to space: channels become an s x s block of pixels. Differentiable, unlike `tf.depthToSpace`.
 * @param x [N, H, W, s*s*C]; channel `(dy*s + dx)*C + c` becomes channel c of the pixel (dy, dx) of its block
 * (the order of TensorFlow's depth_to_space, not PyTorch's `c*s*s + dy*s + dx`)
 * @returns [N, s*H, s*W, C]
 * @throws RangeError where the channels are no multiple of s*s
 */
export function pixelShuffle(x: tf.Tensor4D, s: number): tf.Tensor4D {
  const [n, h, w, depth] = x.shape;
  const c = depth / (s * s);
  if (!Number.isInteger(c) || c === 0) {
    throw new RangeError(
      `pixelShuffle by ${s} needs channels in multiples of ${s * s}, but the tensor is [${x.shape}]`,
    );
  }
  // Rank 4 and whole blocks of s*C: the transpose then moves contiguous runs.
  return tf.tidy(() =>
    x
      .reshape([n * h, w, s, s * c])
      .transpose([0, 2, 1, 3])
      .reshape([n, s * h, s * w, c]),
  );
}
