import * as tf from '@tensorflow/tfjs';
import { wasmHeapBytes } from './wasm/start';

/** What the compute backend holds. */
export interface ComputeMemory {
  numTensors: number;
  /** Bytes in tensors that are alive. */
  numBytes: number;
  /** Bytes that the wasm heap holds, on that backend: it grows to the peak and never shrinks. */
  wasmHeapBytes?: number;
}

/** What tensors take now, on the current backend. */
export function memory(): ComputeMemory {
  const { numTensors, numBytes } = tf.memory();
  const heap = wasmHeapBytes();
  return heap === undefined ? { numTensors, numBytes } : { numTensors, numBytes, wasmHeapBytes: heap };
}
