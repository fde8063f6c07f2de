import { registerAvgPoolGradient } from './avgPool';
import { registerComparisonGradients } from './comparisons';
import { registerDepthToSpaceGradient } from './depthToSpace';
import { registerMirrorPadGradient } from './mirrorPad';
import { registerResizeGradients } from './resize';
import { registerStridedSliceGradient } from './stridedSlice';

/**
 * Gives operations of TensorFlow.js 4.22 the gradients that they lack or have wrong. They are said in other operations,
 * so every backend and the compiler have them.
 */
export function registerGradients(): void {
  registerAvgPoolGradient();
  registerComparisonGradients();
  registerDepthToSpaceGradient();
  registerMirrorPadGradient();
  registerResizeGradients();
  registerStridedSliceGradient();
}
