import * as tf from '@tensorflow/tfjs';
import { type Interpolation, interpolationMatrix } from './interpolationMatrix';

/**
 * Gradients of resizes, which are linear: the products with the two transposed matrices. Those of TensorFlow.js leave out
 * half-pixel centres; its `cpu` kernels besides mix up height and width, and images of a batch.
 */
export function registerResizeGradients(): void {
  register('ResizeBilinear', 'bilinear');
  register('ResizeNearestNeighbor', 'nearest');
}

function register(kernelName: string, interpolation: Interpolation): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: ['images'],
    gradFunc: (gradient, saved, attributes) => {
      const { alignCorners, halfPixelCenters } = attributes as unknown as tf.ResizeBilinearAttrs;
      const [, h, w] = saved[0]!.shape as [number, number, number];
      const matrix = (from: number, to: number): tf.Tensor2D =>
        interpolationMatrix(interpolation, from, to, { alignCorners, halfPixelCenters });
      return {
        images: () =>
          tf.tidy(() => {
            const dy = gradient as tf.Tensor4D;
            const [n, height, width, c] = dy.shape;
            const rows = tf.matMul(matrix(h, height), dy.reshape([n, height, width * c]), true);
            const columns = tf.matMul(matrix(w, width), rows.reshape([n * h, width, c]), true);
            return columns.reshape([n, h, w, c]);
          }),
      };
    },
  });
}
