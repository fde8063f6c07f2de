import type * as tf from '@tensorflow/tfjs';

/** What TensorFlow.js' webgpu backend compiles and dispatches; `getUserCode` is WGSL with a `main`. */
export interface WebGPUProgram {
  variableNames: string[];
  outputShape: number[];
  workgroupSize: [number, number, number];
  dispatchLayout: { x: number[]; y?: number[]; z?: number[] };
  dispatch: [number, number, number];
  /** Declarations that `uniforms` has besides the shapes. */
  uniforms: string;
  /** Names the code: programs of one key share a compiled pipeline. */
  shaderKey: string;
  getUserCode(): string;
}

/** The parts of WebGPUBackend that kernels of ours use. */
export interface WebGPUBackend {
  runWebGPUProgram(
    program: WebGPUProgram,
    inputs: tf.TensorInfo[],
    type: tf.DataType,
    uniforms: { type: 'int32'; data: number[] }[],
  ): tf.TensorInfo;
  disposeData(dataId: object): boolean;
}

/** Integer uniforms: their declaration and, in the same order, their values. */
export function integerUniforms(values: Record<string, number>): {
  declaration: string;
  data: { type: 'int32'; data: number[] }[];
} {
  return {
    declaration: Object.keys(values)
      .map((name) => `${name} : i32,`)
      .join(' '),
    data: Object.values(values).map((value) => ({ type: 'int32', data: [value] })),
  };
}
