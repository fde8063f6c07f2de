import type { HostTensor } from '../../onnx';
import { type Shape, sizeOf, type ValueType } from '../node';

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** @throws Error that says that memory is short, where no array of JavaScript can hold the values */
export function allocate(type: ValueType, shape: Shape): HostTensor {
  try {
    return { type, shape, data: new ARRAYS[type](sizeOf(shape)) };
  } catch (cause) {
    throw new Error(
      `A result [${shape}] (${sizeOf(shape)} values) cannot be held. Memory is short: take a smaller batch, patch or tile.`,
      { cause },
    );
  }
}
