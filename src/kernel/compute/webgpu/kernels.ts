import * as tf from '@tensorflow/tfjs';
import { filterGradient } from './filterGradient';
import type { WebGPUBackend } from './program';

interface FilterGradientAttrs {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat: 'NHWC' | 'NCHW';
  filterShape: [number, number, number, number];
}

let registered = false;

/**
 * Takes our kernels where the shipped ones are slow, once a process: the shipped filter gradient has one thread a weight,
 * each of which walks over all positions of all images, and the shipped default for the input gradient has no tiles.
 */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  tf.env().set('WEBGPU_USE_NAIVE_CONV2D_TRANSPOSE', false);
  const shipped = tf.getKernel('Conv2DBackpropFilter', 'webgpu');
  tf.unregisterKernel('Conv2DBackpropFilter', 'webgpu');
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'webgpu',
    kernelFunc: (call) => {
      const attributes = call.attrs as unknown as FilterGradientAttrs;
      if (attributes.dataFormat === 'NCHW') return shipped.kernelFunc(call);
      const { x, dy } = call.inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
      const { strides, pad, dimRoundingMode, filterShape } = attributes;
      const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
      return filterGradient(call.backend as WebGPUBackend, x, dy, info);
    },
  });
}
