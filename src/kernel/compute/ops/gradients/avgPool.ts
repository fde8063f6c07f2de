import * as tf from '@tensorflow/tfjs';

/**
 * Gradient of average pooling: what each output got is shared among the pixels that its window found in the image.
 * TensorFlow.js divides by the size of the whole window, at borders too, where the forward pass divides by less.
 */
export function registerAvgPoolGradient(): void {
  tf.registerGradient({
    kernelName: 'AvgPool',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => {
      const { filterSize, strides, pad, dimRoundingMode } = attributes as unknown as tf.AvgPoolAttrs;
      const inputShape = saved[0]!.shape as [number, number, number, number];
      const info = tf.backend_util.computePool2DInfo(
        inputShape,
        filterSize,
        strides,
        1,
        pad,
        dimRoundingMode,
      );
      return {
        x: () =>
          tf.tidy(() => {
            const window = tf.ones([info.filterHeight, info.filterWidth, info.inChannels, 1]);
            return tf
              .engine()
              .runKernel(
                'DepthwiseConv2dNativeBackpropInput',
                { dy: tf.mul(dy as tf.Tensor, pixelShares(info)), filter: window },
                { strides, pad, ...(dimRoundingMode && { dimRoundingMode }), dilations: [1, 1], inputShape },
              ) as tf.Tensor4D;
          }),
      };
    },
  });
}

/** [oh, ow, 1]: one over the number of pixels that each window finds in the image. */
function pixelShares(info: tf.backend_util.Conv2DInfo): tf.Tensor3D {
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth } = info;
  const rows = found(info.outHeight, info.inHeight, filterHeight, strideHeight, padInfo.top);
  const columns = found(info.outWidth, info.inWidth, filterWidth, strideWidth, padInfo.left);
  return tf.reciprocal(
    tf.mul(tf.tensor3d(rows, [rows.length, 1, 1]), tf.tensor3d(columns, [1, columns.length, 1])),
  );
}

function found(windows: number, size: number, length: number, stride: number, before: number): number[] {
  return Array.from({ length: windows }, (_, i) => {
    const start = i * stride - before;
    return Math.min(size, start + length) - Math.max(0, start);
  });
}
