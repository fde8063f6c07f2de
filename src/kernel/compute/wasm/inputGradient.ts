import type { backend_util, TensorInfo } from '@tensorflow/tfjs';
import type { Floats, Heap } from './heap';

type Conv2DInfo = backend_util.Conv2DInfo;

/** Which taps of one axis reach the input positions `phase, phase + stride, ...`, in the order of the output. */
interface PhaseTaps {
  /** Filter positions, from the one that meets the lowest output position. */
  taps: number[];
  /** Output position that the first tap meets at the phase's first input position. */
  first: number;
  /** Input positions of this phase. */
  count: number;
}

/**
 * Gradient of conv2d with respect to its input, which is also conv2dTranspose. Input positions of one phase (index
 * modulo stride) all see the same taps, so each phase is one ordinary stride-1 convolution of dy with those taps
 * reversed; stride 1 has a single phase.
 *
 * @param dy [N, OH, OW, O]
 * @param filter [kh, kw, C, O]
 * @returns [N, H, W, C]
 */
export function inputGradient(heap: Heap, dy: TensorInfo, filter: TensorInfo, info: Conv2DInfo): TensorInfo {
  const { batchSize: N, inHeight: H, inWidth: W, inChannels: C, strideHeight, strideWidth, padInfo } = info;
  const out = heap.output([N, H, W, C]);
  const single = strideHeight === 1 && strideWidth === 1;
  if (!single) heap.array(heap.of(out)).fill(0);
  for (let a = 0; a < Math.min(strideHeight, H); a++) {
    const vertical = phaseTaps(a, strideHeight, info.filterHeight, padInfo.top, H);
    for (let b = 0; b < Math.min(strideWidth, W); b++) {
      const horizontal = phaseTaps(b, strideWidth, info.filterWidth, padInfo.left, W);
      if (vertical.taps.length === 0 || horizontal.taps.length === 0) continue;
      if (single) {
        phaseGradient(heap, dy, filter, info, vertical, horizontal, heap.of(out));
      } else {
        heap.scratch([N * vertical.count * horizontal.count * C], (part) => {
          phaseGradient(heap, dy, filter, info, vertical, horizontal, part);
          scatterPhase(heap, part, out, info, a, b, vertical.count, horizontal.count);
        });
      }
    }
  }
  return out;
}

function phaseTaps(phase: number, stride: number, size: number, pad: number, length: number): PhaseTaps {
  const taps: number[] = [];
  for (let k = size - 1; k >= 0; k--) if ((phase + pad - k) % stride === 0) taps.push(k);
  const first = taps.length > 0 ? (phase + pad - taps[0]!) / stride : 0;
  return { taps, first, count: Math.ceil((length - phase) / stride) };
}

function phaseGradient(
  heap: Heap,
  dy: TensorInfo,
  filter: TensorInfo,
  info: Conv2DInfo,
  vertical: PhaseTaps,
  horizontal: PhaseTaps,
  out: Floats,
): void {
  const { batchSize: N, outHeight: OH, outWidth: OW, inChannels: C, outChannels: O } = info;
  const rows = window(vertical, OH);
  const columns = window(horizontal, OW);
  if (rows.size === 0 || columns.size === 0) {
    heap.array(out).fill(0);
    return;
  }
  const cropped = rows.size !== OH || columns.size !== OW;
  const [fh, fw] = [vertical.taps.length, horizontal.taps.length];
  heap.scratch([fh * fw * O * C, cropped ? N * rows.size * columns.size * O : 0], (taps, crop) => {
    packTaps(heap, filter, taps, info, vertical.taps, horizontal.taps);
    if (cropped) cropGradient(heap, dy, crop, info, rows, columns);
    heap.withFilter(taps, (conv2d) => {
      conv2d(
        cropped ? crop : heap.of(dy),
        {
          ...{ batch: N, height: rows.size, width: columns.size, inChannels: O, outChannels: C },
          ...{ filterHeight: fh, filterWidth: fw, dilation: [1, 1] },
          pad: [rows.before, columns.after, rows.after, columns.before],
        },
        out,
      );
    });
  });
}

/** The part of dy's axis that a phase reads: `before` and `after` zeros round positions `from` to `from + size`. */
function window(
  { taps, first, count }: PhaseTaps,
  length: number,
): { from: number; size: number; before: number; after: number } {
  const end = first + count - 1 + taps.length;
  const from = Math.min(length, Math.max(0, first));
  const to = Math.max(from, Math.min(length, end));
  return { from, size: to - from, before: from - first, after: end - to };
}

/** Filter [kh, kw, C, O] -> its chosen taps as [fh, fw, O, C]. */
function packTaps(
  heap: Heap,
  filter: TensorInfo,
  packed: Floats,
  info: Conv2DInfo,
  vertical: readonly number[],
  horizontal: readonly number[],
): void {
  const { filterWidth: kw, inChannels: C, outChannels: O } = info;
  const source = heap.array(heap.of(filter));
  const target = heap.array(packed);
  let to = 0;
  for (const ky of vertical) {
    for (const kx of horizontal) {
      const from = (ky * kw + kx) * C * O;
      for (let o = 0; o < O; o++) for (let c = 0; c < C; c++) target[to++] = source[from + c * O + o]!;
    }
  }
}

function cropGradient(
  heap: Heap,
  dy: TensorInfo,
  crop: Floats,
  info: Conv2DInfo,
  rows: { from: number; size: number },
  columns: { from: number; size: number },
): void {
  const { batchSize: N, outHeight: OH, outWidth: OW, outChannels: O } = info;
  const source = heap.array(heap.of(dy));
  const target = heap.array(crop);
  for (let n = 0; n < N; n++) {
    for (let h = 0; h < rows.size; h++) {
      const from = ((n * OH + rows.from + h) * OW + columns.from) * O;
      target.set(source.subarray(from, from + columns.size * O), (n * rows.size + h) * columns.size * O);
    }
  }
}

/** Writes [N, count, count, C] to the rows a, a + strideHeight, ... and columns b, b + strideWidth, ... */
function scatterPhase(
  heap: Heap,
  part: Floats,
  out: TensorInfo,
  info: Conv2DInfo,
  a: number,
  b: number,
  rows: number,
  columns: number,
): void {
  const { batchSize: N, inHeight: H, inWidth: W, inChannels: C, strideHeight, strideWidth } = info;
  const source = heap.array(part);
  const target = heap.array(heap.of(out));
  let from = 0;
  for (let n = 0; n < N; n++) {
    for (let u = 0; u < rows; u++) {
      for (let v = 0; v < columns; v++) {
        const to = ((n * H + a + u * strideHeight) * W + b + v * strideWidth) * C;
        for (let c = 0; c < C; c++) target[to + c] = source[from++]!;
      }
    }
  }
}
