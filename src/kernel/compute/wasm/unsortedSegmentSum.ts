import type { TensorInfo } from '@tensorflow/tfjs';
import type { Heap } from './heap';

/**
 * Adds up the rows of `x` that belong to one segment: the gradient of a gather, which the wasm backend lacks.
 * @param x float32 [rows, ...]
 * @param segments of each row, int32 [rows]; rows of negative ones are left out
 * @returns [count, ...]
 */
export function unsortedSegmentSum(
  heap: Heap,
  x: TensorInfo,
  segments: ArrayLike<number>,
  count: number,
): TensorInfo {
  const rest = x.shape.slice(1);
  const width = rest.reduce((product, n) => product * n, 1);
  const out = heap.output([count, ...rest]);
  const [source, target] = [heap.array(heap.of(x)), heap.array(heap.of(out))];
  target.fill(0);
  for (let row = 0; row < segments.length; row++) {
    const to = segments[row]! * width;
    if (to < 0) continue;
    for (let i = 0; i < width; i++) target[to + i]! += source[row * width + i]!;
  }
  return out;
}
