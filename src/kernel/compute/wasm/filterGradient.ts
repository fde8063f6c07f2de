import type { backend_util, TensorInfo } from '@tensorflow/tfjs';
import type { Floats, Heap } from './heap';

type Conv2DInfo = backend_util.Conv2DInfo;

/** Packed `dy` of this many bytes still sits in a core's second-level cache. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Gradient of conv2d with respect to its filter, as convolutions:
 * `dw[ky,kx,c,o] = sum over h,n,w of x[n, h*s+ky, w*s+kx, c] * dy[n,h,w,o]`.
 *
 * The image is x transposed to [rows, C, N*columns] (height = rows, width = C, channels = batch and columns), the
 * filter is dy as [rows, 1, N*columns, O], and sliding it over the rows gives every ky. A step of kx is a shift by
 * one in memory, so it needs no copy; dy has zeros in the columns that a shift moves into the next row. Rows are
 * taken a chunk at a time and the parts summed, because a filter as large as the whole of dy would leave the cache.
 *
 * @param x [N, H, W, C]
 * @param dy [N, OH, OW, O]
 * @returns [kh, kw, C, O]
 */
export function filterGradient(heap: Heap, x: TensorInfo, dy: TensorInfo, info: Conv2DInfo): TensorInfo {
  const { batchSize: N, inChannels: C, outChannels: O, outHeight: OH, outWidth: OW } = info;
  const { filterHeight: kh, filterWidth: kw, strideHeight, strideWidth } = info;
  const shifts = Math.ceil(kw / strideWidth);
  const columns = OW + shifts - 1;
  const depth = N * columns;
  const rows = (OH - 1) * strideHeight + kh;
  const chunk = Math.max(1, Math.min(OH, Math.floor(CHUNK_BYTES / (depth * O * 4))));

  const out = heap.output([kh, kw, C, O]);
  const tap = kh * C * O;
  heap.scratch(
    [rows * C * depth + shifts - 1, OH * depth * O, kw * tap, tap],
    (image, filter, sums, part) => {
      packGradient(heap, dy, filter, info, columns);
      heap.array(sums).fill(0);
      for (let phase = 0; phase < Math.min(strideWidth, kw); phase++) {
        packImage(heap, x, image, info, rows, columns, phase);
        for (let first = 0; first < OH; first += chunk) {
          const count = Math.min(chunk, OH - first);
          const height = (count - 1) * strideHeight + kh;
          const sizes = {
            ...{
              batch: 1,
              height,
              width: C,
              inChannels: depth,
              filterHeight: count,
              filterWidth: 1,
              outChannels: O,
            },
            ...{ pad: [0, 0, 0, 0] as const, dilation: [strideHeight, 1] as const },
          };
          heap.withFilter(heap.view(filter, first * depth * O, count * depth * O), (conv2d) => {
            for (let kx = phase, shift = 0; kx < kw; kx += strideWidth, shift++) {
              const start = first * strideHeight * C * depth + shift;
              conv2d(heap.view(image, start, height * C * depth), sizes, part);
              accumulate(heap.array(heap.view(sums, kx * tap, tap)), heap.array(part));
            }
          });
        }
      }
      interleaveTaps(heap.array(sums), heap.array(heap.of(out)), kh, kw, C * O);
    },
  );
  return out;
}

/** dy [N, OH, OW, O] -> [OH, N, columns, O] with zeros on the right. */
function packGradient(heap: Heap, dy: TensorInfo, packed: Floats, info: Conv2DInfo, columns: number): void {
  const { batchSize: N, outHeight: OH, outWidth: OW, outChannels: O } = info;
  const source = heap.array(heap.of(dy));
  const target = heap.array(packed);
  for (let n = 0; n < N; n++) {
    for (let h = 0; h < OH; h++) {
      const from = (n * OH + h) * OW * O;
      const to = (h * N + n) * columns * O;
      target.set(source.subarray(from, from + OW * O), to);
      target.fill(0, to + OW * O, to + columns * O);
    }
  }
}

/** x [N, H, W, C] -> [rows, C, N, columns], padded, holding the columns `j * strideWidth + phase`. */
function packImage(
  heap: Heap,
  x: TensorInfo,
  packed: Floats,
  info: Conv2DInfo,
  rows: number,
  columns: number,
  phase: number,
): void {
  const { batchSize: N, inHeight: H, inWidth: W, inChannels: C, strideWidth, padInfo } = info;
  const source = heap.array(heap.of(x));
  const target = heap.array(packed);
  const left = padInfo.left - phase;
  // Columns j with 0 <= j * strideWidth - left < W
  const from = Math.max(0, Math.ceil(left / strideWidth));
  const to = Math.max(from, Math.min(columns, Math.floor((W - 1 + left) / strideWidth) + 1));
  for (let row = 0; row < rows; row++) {
    const h = row - padInfo.top;
    const start = row * C * N * columns;
    if (h < 0 || h >= H) {
      target.fill(0, start, start + C * N * columns);
      continue;
    }
    for (let n = 0; n < N; n++) {
      const line = (n * H + h) * W;
      for (let c = 0; c < C; c++) {
        const base = start + (c * N + n) * columns;
        for (let j = 0; j < from; j++) target[base + j] = 0;
        let index = (line + from * strideWidth - left) * C + c;
        for (let j = from; j < to; j++, index += strideWidth * C) target[base + j] = source[index]!;
        for (let j = to; j < columns; j++) target[base + j] = 0;
      }
    }
  }
  // What a shift reads past the last row meets zeros of dy, but must be a number.
  target.fill(0, rows * C * N * columns);
}

function accumulate(sum: Float32Array, part: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += part[i]!;
}

/** [kw, kh, tap] -> [kh, kw, tap] */
function interleaveTaps(
  source: Float32Array,
  target: Float32Array,
  kh: number,
  kw: number,
  tap: number,
): void {
  for (let kx = 0; kx < kw; kx++) {
    for (let ky = 0; ky < kh; ky++) {
      const from = (kx * kh + ky) * tap;
      target.set(source.subarray(from, from + tap), (ky * kw + kx) * tap);
    }
  }
}
