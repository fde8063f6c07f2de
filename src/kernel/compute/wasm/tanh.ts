import type { TensorInfo } from '@tensorflow/tfjs';
import type { Heap } from './heap';

/**
 * `tanh(x) = 2 sigmoid(2x) - 1`: XNNPACK has a vector sigmoid, while the shipped tanh goes one value at a time.
 * Absolute error up to 2e-7.
 * @param x float32
 */
export function tanh(heap: Heap, x: TensorInfo): TensorInfo {
  const out = heap.output(x.shape);
  const values = heap.array(heap.of(out));
  const source = heap.array(heap.of(x));
  for (let i = 0; i < values.length; i++) values[i] = 2 * source[i]!;
  heap.sigmoid(heap.of(out), heap.of(out));
  const sigmoids = heap.array(heap.of(out));
  for (let i = 0; i < sigmoids.length; i++) sigmoids[i] = 2 * sigmoids[i]! - 1;
  return out;
}
