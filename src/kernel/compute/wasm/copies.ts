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
  const { rows, inner } = aroundAxis(x.shape, axis);
  const stride = x.shape[axis]! * inner;
  copyRuns(
    heap.array(heap.of(x)),
    begin * inner,
    stride,
    heap.array(heap.of(out)),
    0,
    size * inner,
    rows,
    size * inner,
  );
  return out;
}

/** The tensors side by side along an axis; all float32 and of the same shape but for that axis. */
export function concatAxis(heap: Heap, parts: readonly TensorInfo[], axis: number): TensorInfo {
  const first = parts[0]!;
  const length = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
  const shape = [...first.shape];
  shape[axis] = length;
  const out = heap.output(shape);
  const { rows, inner } = aroundAxis(first.shape, axis);
  const target = heap.array(heap.of(out));
  let begin = 0;
  for (const part of parts) {
    const run = part.shape[axis]! * inner;
    copyRuns(heap.array(heap.of(part)), 0, run, target, begin, length * inner, rows, run);
    begin += run;
  }
  return out;
}

function aroundAxis(shape: readonly number[], axis: number): { rows: number; inner: number } {
  const product = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);
  return { rows: product(shape.slice(0, axis)), inner: product(shape.slice(axis + 1)) };
}

function copyRuns(
  source: Float32Array,
  sourceStart: number,
  sourceStride: number,
  target: Float32Array,
  targetStart: number,
  targetStride: number,
  rows: number,
  run: number,
): void {
  for (let row = 0; row < rows; row++) {
    const from = sourceStart + row * sourceStride;
    const to = targetStart + row * targetStride;
    if (run < SHORT_RUN) for (let i = 0; i < run; i++) target[to + i] = source[from + i]!;
    else target.set(source.subarray(from, from + run), to);
  }
}
