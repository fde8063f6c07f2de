import type * as tf from '@tensorflow/tfjs';
import type { Heap } from './heap';

/**
 * Gradient of a depthwise convolution with respect to its image, which the wasm backend lacks.
 * @param dy [n, oh, ow, c m]
 * @param filter [kh, kw, c, m]
 */
export function depthwiseInputGradient(
  heap: Heap,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const out = heap.output(info.inShape);
  const [dx, gradient, weights] = arrays(heap, out, dy, filter);
  dx.fill(0);
  forEachTap(info, (x, w, y) => {
    dx[x]! += gradient[y]! * weights[w]!;
  });
  return out;
}

/**
 * Gradient of a depthwise convolution with respect to its filter, which the wasm backend lacks.
 * @param x [n, h, w, c]
 * @param dy [n, oh, ow, c m]
 */
export function depthwiseFilterGradient(
  heap: Heap,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const out = heap.output(info.filterShape);
  const [dw, values, gradient] = arrays(heap, out, x, dy);
  const sums = new Float64Array(dw.length); // large maps lose no digits
  forEachTap(info, (image, w, y) => {
    sums[w]! += values[image]! * gradient[y]!;
  });
  dw.set(sums);
  return out;
}

const arrays = (heap: Heap, ...tensors: [tf.TensorInfo, tf.TensorInfo, tf.TensorInfo]) =>
  tensors.map((tensor) => heap.array(heap.of(tensor))) as [Float32Array, Float32Array, Float32Array];

/** The places in image, filter and output that each multiplication of a depthwise convolution joins. */
function forEachTap(
  info: tf.backend_util.Conv2DInfo,
  visit: (x: number, w: number, y: number) => void,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const each = outChannels / inChannels;
  for (let n = 0; n < batchSize; n++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++) {
        const output = ((n * outHeight + oy) * outWidth + ox) * outChannels;
        for (let ky = 0; ky < filterHeight; ky++) {
          const y = oy * strideHeight - padInfo.top + ky * dilationHeight;
          if (y < 0 || y >= inHeight) continue;
          for (let kx = 0; kx < filterWidth; kx++) {
            const x = ox * strideWidth - padInfo.left + kx * dilationWidth;
            if (x < 0 || x >= inWidth) continue;
            const pixel = ((n * inHeight + y) * inWidth + x) * inChannels;
            const tap = (ky * filterWidth + kx) * outChannels;
            for (let k = 0; k < outChannels; k++) visit(pixel + Math.floor(k / each), tap + k, output + k);
          }
        }
      }
}
