import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../node';
import { CompileError } from '../trace/error';
import type { Values } from './types';

/**
 * @param count how many inputs the function takes at least
 * @throws CompileError naming the input that is neither a tensor, nor a number, nor values with their shape
 */
export function requireInputs(inputs: readonly unknown[], count: number): void {
  for (let i = 0; i < Math.max(count, inputs.length); i++) {
    const fault = faultOf(inputs[i]);
    if (fault) throw new CompileError(`Input ${i} ${fault}.`);
  }
}

function faultOf(input: unknown): string | undefined {
  if (typeof input === 'number' || input instanceof tf.Tensor) return undefined;
  if (!isValues(input))
    return 'is missing or of another kind: give a tensor, a number, or { shape, data } with a typed array';
  const { shape, data } = input;
  if (!shape.every((size) => Number.isInteger(size) && size >= 0))
    return `has the shape [${shape}], whose sizes are no whole numbers from 0`;
  if (!isTyped(data))
    return `has its values in ${kindOf(data)}: give a Float32Array, or whole numbers in an Int32Array or Uint8Array`;
  return data.length === sizeOf(shape)
    ? undefined
    : `has ${data.length} values, but its shape [${shape}] holds ${sizeOf(shape)}`;
}

const isTyped = (data: unknown): data is Values['data'] =>
  data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array;

const kindOf = (data: unknown): string =>
  typeof data === 'object' && data !== null ? data.constructor.name : typeof data;

const isValues = (input: unknown): input is { shape: readonly number[]; data: unknown } =>
  typeof input === 'object' &&
  input !== null &&
  'data' in input &&
  'shape' in input &&
  Array.isArray(input.shape);
