import * as tf from '@tensorflow/tfjs';

/** Gradient of `tf.depthToSpace`, which TensorFlow.js lacks: space to depth. */
export function registerDepthToSpaceGradient(): void {
  tf.registerGradient({
    kernelName: 'DepthToSpace',
    gradFunc: (gradient, _, attributes) => {
      const { blockSize: s, dataFormat } = attributes as unknown as tf.DepthToSpaceAttrs;
      if (dataFormat !== 'NHWC')
        throw new Error(
          "The gradient of tf.depthToSpace is there for 'NHWC' only: transpose to NHWC before it.",
        );
      return {
        x: () =>
          tf.tidy(() => {
            const dy = gradient as tf.Tensor4D;
            const [n, height, width, c] = dy.shape;
            const [h, w] = [height / s, width / s];
            // Rank 4 and whole blocks of s*C: the transpose then moves contiguous runs.
            const turned = dy.reshape([n * h, s, w, s * c]).transpose([0, 2, 1, 3]);
            return turned.reshape([n, h, w, s * s * c]);
          }),
      };
    },
  });
}
