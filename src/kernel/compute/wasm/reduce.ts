import type { TensorInfo } from '@tensorflow/tfjs';
import type { Floats, Heap } from './heap';

/** Rows that XNNPACK adds in float32; their sums are added in float64, so large maps lose no digits. */
const ROWS = 256;
/** A total is summed as columns of this many, then across. */
const COLUMNS = 64;

/**
 * Sum over the leading axes, such as the gradient of a bias over batch and pixels.
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
  const { pointer, length } = heap.of(x);
  const total = width === 1 && length >= COLUMNS;
  const sums = columnSums(heap, { pointer, length }, total ? COLUMNS : width);
  const result = total ? [sums.reduce((a, b) => a + b, 0)] : sums;
  heap.array(heap.of(out)).set(result.map((sum) => sum * scale));
  return out;
}

/** Sums of the columns of `x` as rows of `width`; a last incomplete row counts too. */
function columnSums(heap: Heap, x: Floats, width: number): Float64Array {
  const sums = new Float64Array(width);
  const batches = Math.floor(x.length / width / ROWS);
  if (batches > 0) {
    heap.scratch([batches * width], (means) => {
      heap.rowMeans(heap.view(x, 0, batches * ROWS * width), batches, ROWS, width, means);
      const values = heap.array(means);
      for (let i = 0; i < values.length; i++) sums[i % width]! += values[i]! * ROWS;
    });
  }
  const values = heap.array(x);
  for (let i = batches * ROWS * width; i < values.length; i++) sums[i % width]! += values[i]!;
  return sums;
}

/** How many axes are reduced when they are the first ones, else undefined. */
export function leadingAxes(axes: readonly number[], rank: number): number | undefined {
  const sorted = axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  return sorted.every((axis, i) => axis === i) ? sorted.length : undefined;
}
