import * as tf from '@tensorflow/tfjs';

/** Gradient of `tf.stridedSlice`, which TensorFlow.js lacks: its elements at their places, zeros elsewhere. */
export function registerStridedSliceGradient(): void {
  tf.registerGradient({
    kernelName: 'StridedSlice',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => {
      const { shape } = saved[0]!;
      const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
        attributes as unknown as tf.StridedSliceAttrs;
      const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
      const taken = tf.slice_util.sliceInfo(shape, begin, end, strides, ...masks);
      const counts = shape.map((_, axis) =>
        Math.ceil((taken.end[axis]! - taken.begin[axis]!) / taken.strides[axis]!),
      );
      return {
        x: () =>
          tf.tidy(() =>
            shape.reduce(
              (y, size, axis) => spread(y, axis, size, taken.begin[axis]!, taken.strides[axis]!),
              (dy as tf.Tensor).reshape(counts) as tf.Tensor,
            ),
          ),
      };
    },
  });
}

/** The elements of one axis at `begin`, `begin + stride` and so on of `size` places. */
function spread(x: tf.Tensor, axis: number, size: number, begin: number, stride: number): tf.Tensor {
  const count = x.shape[axis]!;
  if (count === size && stride === 1) return x;
  const ascending = stride < 0 ? tf.reverse(x, axis) : x;
  const step = Math.abs(stride);
  const first = stride < 0 ? begin + (count - 1) * stride : begin;
  const length = (count - 1) * step + 1;
  const outer = tf.util.sizeFromShape(x.shape.slice(0, axis));
  const inner = tf.util.sizeFromShape(x.shape.slice(axis + 1));
  const apart = tf.pad(ascending.reshape([outer, count, inner]), [
    [0, 0],
    [0, 0],
    [0, (step - 1) * inner],
  ]);
  const line = tf.slice(apart.reshape([outer, count * step, inner]), [0, 0, 0], [outer, length, inner]);
  const placed = tf.pad(line, [
    [0, 0],
    [first, size - first - length],
    [0, 0],
  ]);
  return placed.reshape(x.shape.toSpliced(axis, 1, size));
}
