/** TensorFlow.js backends that tell the truth, and the operations whose gradients TensorFlow.js lacks. */

export { type BackendName, type ComputeChoice, describeCompute } from './choice';
export {
  type Attempt,
  type Compiled,
  CompileError,
  type CompileOptions,
  compile,
  type Input,
  type Values,
} from './compiler';
export { type Cost, countCost } from './compiler/cost';
export { peakBytes } from './compiler/peakBytes';
export { describeExecution, type Execution, execution } from './execution';
export { type ExportedInput, type ExportOptions, exportOnnx } from './export';
export { type ComputeMemory, memory } from './memory';
export { bicubicUpsample } from './ops/bicubicUpsample';
export { pixelShuffle } from './ops/pixelShuffle';
export { resizeBilinear } from './ops/resizeBilinear';
export { resizeNearest } from './ops/resizeNearest';
export { isOutOfMemory } from './outOfMemory';
export { type ComputeOptions, startCompute } from './start';
export { wasmThreads } from './wasm/start';
