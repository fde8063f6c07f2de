import type { TensorInfo } from '@tensorflow/tfjs';
import type { Heap } from './heap';

/** Below this many floats a run, a loop beats a call to the engine's copy. */
const SHORT_RUN = 48;

/**
 * The part of `x` from `begin` along one axis.
 * @param x float32
 */
export function sliceAxis(heap: Heap, x: TensorInfo, axis: number, begin: number, size: number): TensorInfo {
  const shape = [...x.shape];
  shape[axis] = size;
  const out = heap.output(shape);
  const product = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);
  const rows = product(x.shape.slice(0, axis));
  const inner = product(x.shape.slice(axis + 1));
  const run = size * inner;
  const source = heap.array(heap.of(x));
  const target = heap.array(heap.of(out));
  let from = begin * inner;
  for (let to = 0; to < rows * run; to += run, from += x.shape[axis]! * inner) {
    if (run < SHORT_RUN) for (let i = 0; i < run; i++) target[to + i] = source[from + i]!;
    else target.set(source.subarray(from, from + run), to);
  }
  return out;
}
