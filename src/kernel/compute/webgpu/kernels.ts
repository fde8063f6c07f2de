import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../replaceKernel';
import { filterGradient } from './filterGradient';
import type { WebGPUBackend } from './program';

let registered = false;

/**
 * Takes our kernels where the shipped ones are slow, once a process: the shipped filter gradient has one thread a weight,
 * each of which walks over all positions of all images, and the shipped default for the input gradient has no tiles.
 */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  tf.env().set('WEBGPU_USE_NAIVE_CONV2D_TRANSPOSE', false);
  replaceKernel('webgpu', 'Conv2DBackpropFilter', ({ inputs, attrs, backend }, shipped) => {
    const { strides, pad, dimRoundingMode, dataFormat, filterShape } =
      attrs as unknown as tf.Conv2DBackpropFilterAttrs;
    if (dataFormat === 'NCHW') return shipped();
    const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
    const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
    return filterGradient(backend as WebGPUBackend, x, dy, info);
  });
}
