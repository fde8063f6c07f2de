/**
 * What a cell sees of `bmdsrnet`: the networks with their training and evaluation, TensorFlow.js, and `show`. The types,
 * the help at the cursor and the pages of documentation are made from this.
 */
import * as tf from '@tensorflow/tfjs';
import { type ComputeChoice, startCompute } from '../compute';
import { announceCompute } from './computeHook';

export * from '../bmdsrnet';
export {
  type Attempt,
  bicubicUpsample,
  type Compiled,
  CompileError,
  type CompileOptions,
  type ComputeChoice,
  type ComputeMemory,
  compile,
  countCost,
  describeCompute,
  type ExportOptions,
  exportOnnx,
  memory,
  pixelShuffle,
  resizeBilinear,
  resizeNearest,
} from '../compute';
export {
  type ComparedImage,
  type CurvesOptions,
  type FramesOptions,
  type ImageLike,
  type LiveCurves,
  type Progress,
  show,
} from '../display';
export { tf };

/** The compute backend in use; the first call chooses it. Rejects where a backend was asked for that does not work. */
export async function compute(): Promise<ComputeChoice> {
  const choice = await startCompute();
  announceCompute(choice);
  return choice;
}
