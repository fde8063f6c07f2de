import type * as tf from '@tensorflow/tfjs';
import type { Heap } from './heap';

/**
 * Gradient of max pooling: each output's gradient goes to the first greatest value of its window. The shipped kernel
 * loses it where a window holds no positive value.
 * @param x what was pooled, [n, h, w, c]
 * @param dy [n, oh, ow, c]
 */
export function maxPoolGradient(
  heap: Heap,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = info;
  const out = heap.output(x.shape);
  const [values, gradient, dx] = [x, dy, out].map((tensor) => heap.array(heap.of(tensor))) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  dx.fill(0);
  let from = 0;
  for (let n = 0; n < batchSize; n++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++) {
        const [top, left] = [oy * info.strideHeight - padInfo.top, ox * info.strideWidth - padInfo.left];
        const [bottom, right] = [
          Math.min(inHeight, top + info.filterHeight),
          Math.min(inWidth, left + info.filterWidth),
        ];
        for (let c = 0; c < inChannels; c++, from++) {
          let greatest = Number.NEGATIVE_INFINITY;
          let at = -1;
          for (let y = Math.max(0, top); y < bottom; y++)
            for (let w = Math.max(0, left); w < right; w++) {
              const place = ((n * inHeight + y) * inWidth + w) * inChannels + c;
              if (values[place]! > greatest || at < 0) [greatest, at] = [values[place]!, place];
            }
          if (at >= 0) dx[at]! += gradient[from]!;
        }
      }
  return out;
}
