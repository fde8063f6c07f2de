import type { TensorInfo } from '@tensorflow/tfjs';
import type { Heap } from './heap';

/**
 * Sum over the leading axes, such as the gradient of a bias over batch and pixels, in float64: more exact than the
 * shipped kernel and an order of magnitude faster.
 * @param x float32 of any rank
 * @param axes how many leading axes to sum over
 * @param scale multiplies every sum
 */
export function sumLeading(
  heap: Heap,
  x: TensorInfo,
  axes: number,
  keepDims: boolean,
  scale = 1,
): TensorInfo {
  const rest = x.shape.slice(axes);
  const out = heap.output(keepDims ? [...x.shape.slice(0, axes).fill(1), ...rest] : rest);
  const width = rest.reduce((product, n) => product * n, 1);
  const source = heap.array(heap.of(x));
  const sums = new Float64Array(width);
  if (width === 1) {
    let sum = 0;
    for (let i = 0; i < source.length; i++) sum += source[i]!;
    sums[0] = sum;
  } else {
    for (let i = 0; i < source.length; ) for (let j = 0; j < width; j++) sums[j]! += source[i++]!;
  }
  const target = heap.array(heap.of(out));
  for (let j = 0; j < width; j++) target[j] = sums[j]! * scale;
  return out;
}

/** How many axes are reduced when they are the first ones, else undefined. */
export function leadingAxes(axes: readonly number[], rank: number): number | undefined {
  const sorted = axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  return sorted.every((axis, i) => axis === i) ? sorted.length : undefined;
}
