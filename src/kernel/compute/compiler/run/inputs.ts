import * as tf from '@tensorflow/tfjs';
import type { HostTensor } from '../../onnx';
import { sizeOf } from '../node';
import { CompileError } from '../trace/error';
import { requireInputs } from './requireInputs';
import type { Input } from './types';

/**
 * The values of all inputs as they are now; the promise may be left for a later turn.
 * @param count how many the function takes at least
 */
export function readInputs(inputs: readonly Input[], count: number): Promise<HostTensor[]> {
  const all = read(inputs, count);
  all.catch(() => {}); // whoever waits for it hears of the error
  return all;
}

async function read(inputs: readonly Input[], count: number): Promise<HostTensor[]> {
  requireInputs(inputs, count);
  return Promise.all(inputs.map(hostInput));
}

/** The values of an input outside TensorFlow.js. */
async function hostInput(input: Input, index: number): Promise<HostTensor> {
  if (typeof input === 'number') return { type: 'float32', shape: [], data: Float32Array.of(input) };
  const { shape } = input;
  if (sizeOf(shape) === 0)
    throw new CompileError(
      `Input ${index} has the shape [${shape}], which holds no values: leave such a batch out.`,
    );
  if (!(input instanceof tf.Tensor)) {
    const { data } = input;
    if (data instanceof Float32Array) return { type: 'float32', shape, data };
    // As `tf.tensor` takes them: bytes are whole numbers.
    return { type: 'int32', shape, data: data instanceof Int32Array ? data : Int32Array.from(data) };
  }
  if (input.dtype === 'string' || input.dtype === 'complex64')
    throw new CompileError(
      `Input ${index} is a ${input.dtype} tensor; compiled functions take numbers and booleans.`,
    );
  const data = await input.data();
  return { type: input.dtype as HostTensor['type'], shape, data: data as HostTensor['data'] }; // the rest of the types
}
