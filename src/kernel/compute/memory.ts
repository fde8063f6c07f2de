import * as tf from '@tensorflow/tfjs';
import { wasmHeapBytes } from './wasm/start';

/** What the compute backend holds. */
export interface ComputeMemory {
  numTensors: number;
  /** Bytes in tensors that are alive. */
  numBytes: number;
  /** Bytes that the wasm heap holds, on that backend: it grows to the peak and never shrinks. */
  wasmHeapBytes?: number;
  /** Bytes of tensors on the GPU, on the webgpu backend. */
  gpuBytes?: number;
  /** Bytes of GPU buffers, those included that are kept for the next tensor of their size. */
  gpuBytesAllocated?: number;
}

interface GpuMemory {
  numBytesInGPU: number;
  numBytesAllocatedInGPU: number;
}

/** What tensors take now, on the current backend. */
export function memory(): ComputeMemory {
  const { numTensors, numBytes, ...more } = tf.memory() as tf.MemoryInfo & Partial<GpuMemory>;
  const heap = wasmHeapBytes();
  const { numBytesInGPU: gpuBytes, numBytesAllocatedInGPU: gpuBytesAllocated } = more;
  return {
    numTensors,
    numBytes,
    ...(heap !== undefined && { wasmHeapBytes: heap }),
    ...(gpuBytes !== undefined && gpuBytesAllocated !== undefined && { gpuBytes, gpuBytesAllocated }),
  };
}
