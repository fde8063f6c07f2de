import * as tf from '@tensorflow/tfjs';
import type { HostTensor } from '../../onnx';
import { sizeOf } from '../node';
import { CompileError } from '../trace/error';
import type { Input, Values } from './types';

/** The values of an input outside TensorFlow.js. */
export async function hostInput(input: Input, index: number): Promise<HostTensor> {
  if (typeof input === 'number') return { type: 'float32', shape: [], data: Float32Array.of(input) };
  const { shape } = input;
  if (sizeOf(shape) === 0)
    throw new CompileError(
      `Input ${index} has the shape [${shape}], which holds no values: leave such a batch out.`,
    );
  if (!(input instanceof tf.Tensor)) return { type: typeOfData(input.data), shape, data: input.data };
  if (input.dtype === 'string' || input.dtype === 'complex64')
    throw new CompileError(
      `Input ${index} is a ${input.dtype} tensor; compiled functions take numbers and booleans.`,
    );
  const data = await input.data();
  return { type: input.dtype as HostTensor['type'], shape, data: data as HostTensor['data'] }; // the rest of the types
}

function typeOfData(data: Values['data']): HostTensor['type'] {
  if (data instanceof Float32Array) return 'float32';
  return data instanceof Int32Array ? 'int32' : 'bool';
}
