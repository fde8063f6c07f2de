/** A compiler from functions of TensorFlow.js tensors to ONNX graphs that onnxruntime-node runs. */

export { compile } from './run/compile';
export type { Attempt, Compiled, CompileOptions, CompileStats, Computed, Input, Values } from './run/types';
export { CompileError } from './trace/error';
export type { Results } from './trace/trace';
