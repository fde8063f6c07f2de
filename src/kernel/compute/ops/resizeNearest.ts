import * as tf from '@tensorflow/tfjs';

/**
 * Nearest-neighbour resize to any size, half-pixel centres: output i shows input `floor((i + 0.5) * H / height)`.
 * Differentiable on every backend.
 * @param x [N, H, W, C]
 * @returns [N, height, width, C]
 */
export function resizeNearest(x: tf.Tensor4D, [height, width]: readonly [number, number]): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  return tf.tidy(() => {
    // Height and then width come first, where a product with a selection matrix picks among them.
    const rows = tf.matMul(selection(h, height), x.transpose([1, 2, 0, 3]).reshape([h, w * n * c]));
    const turned = rows.reshape([height, w, n, c]).transpose([1, 0, 2, 3]);
    const columns = tf.matMul(selection(w, width), turned.reshape([w, height * n * c]));
    return columns.reshape([width, height, n, c]).transpose([2, 1, 0, 3]) as tf.Tensor4D;
  });
}

/** [to, from] with a one in each row. */
function selection(from: number, to: number): tf.Tensor2D {
  const chosen = Array.from({ length: to }, (_, i) =>
    Math.min(from - 1, Math.floor(((i + 0.5) * from) / to)),
  );
  return tf.oneHot(tf.tensor1d(chosen, 'int32'), from).toFloat() as tf.Tensor2D;
}
