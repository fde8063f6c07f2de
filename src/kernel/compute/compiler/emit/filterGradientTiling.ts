/**
 * The sum over all pixels of still[y, x] moving[y stride + ky - top, x stride + kx - left], for each tap (ky, kx) of a kernel
 * and each pair of channels, as a filter's gradient is. Pixels outside of `moving` are 0.
 */
export interface Correlation {
  kernel: readonly [number, number];
  strides: readonly [number, number];
  /** Top and left. */
  pads: readonly [number, number];
  /** Height and width. */
  still: readonly [number, number];
  moving: readonly [number, number];
  /** Whether taps are numbered from the last. */
  mirrored: boolean;
}

/**
 * How a correlation is a convolution: tiles of `still` are its filters and slide over tiles of `moving`, which are larger by
 * the kernel, and tiles are its input channels, over which it sums.
 */
export interface Tiling {
  rows: number;
  columns: number;
  /** Tiles, and as many of zeros as make whole blocks for each group. */
  channels: number;
  /** Groups of the convolution, whose results are to be added: threads share them. */
  groups: number;
}

/** Pixels of a tile: so many weights of four blocks of filters stay in the second-level cache (half a mebibyte of float32 x 16). */
const MOST_PIXELS = 128;
/** Filters that onnxruntime computes at a time, in blocks of channels. */
const BLOCKS_AT_ONCE = 4;
/** Multiplications in the time in which a value of `moving` is gathered and turned. */
const COST_OF_MOVING = 100;

/** Height and width of a tile of `moving`. */
export const reachOf = (
  { kernel, strides }: Correlation,
  { rows, columns }: Pick<Tiling, 'rows' | 'columns'>,
): readonly [number, number] => [(rows - 1) * strides[0] + kernel[0], (columns - 1) * strides[1] + kernel[1]];

/**
 * The tiling that should be the quickest.
 * @param filters channels of `still`, whole blocks
 */
export function tilingOf(
  correlation: Correlation,
  images: number,
  filters: number,
  block: number,
  threads: number,
): Tiling {
  const { kernel, still } = correlation;
  const multiplications = kernel[0] * kernel[1] * filters;
  const sets = Math.ceil(filters / (BLOCKS_AT_ONCE * block)) * kernel[0];
  const heights = divisorsOf(still[0]);
  let best: Tiling | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const columns of divisorsOf(still[1]))
    for (const rows of heights) {
      if (rows * columns > MOST_PIXELS) continue;
      const [high, wide] = reachOf(correlation, { rows, columns });
      const work = rows * columns * multiplications + high * wide * COST_OF_MOVING;
      const tiles = (images * still[0] * still[1]) / (rows * columns);
      for (let groups = threads; groups > 0; groups--) {
        const channels = Math.ceil(tiles / (block * groups)) * block * groups;
        const rounds = Math.ceil((groups * sets) / threads);
        const cost = channels * work * ((rounds * threads) / (groups * sets));
        if (cost >= least) continue;
        least = cost;
        best = { rows, columns, channels, groups };
      }
    }
  return best!; // a tile of one pixel is always possible
}

/** The largest first. */
export const divisorsOf = (n: number): number[] =>
  Array.from({ length: n }, (_, k) => n - k).filter((divisor) => n % divisor === 0);

/** The image and the top left pixel in `still` of each tile, in the order of the convolution's channels. */
function tilesOf({ still: [height, width] }: Correlation, { rows, columns }: Tiling, images: number) {
  const tiles: [image: number, y: number, x: number][] = [];
  for (let image = 0; image < images; image++)
    for (let y = 0; y < height; y += rows) for (let x = 0; x < width; x += columns) tiles.push([image, y, x]);
  return tiles;
}

/** Pixels of a tile in the order in which taps slide over them. */
const along = (size: number, mirrored: boolean): number[] =>
  Array.from({ length: size }, (_, i) => (mirrored ? size - 1 - i : i));

/**
 * Where in `moving`, as rows of channels [image, slice, y, x] and one of zeros after them, the tiles [channel, y, x, slice]
 * come from.
 */
export function movingPositions(
  correlation: Correlation,
  tiling: Tiling,
  images: number,
  slices: number,
): Int32Array {
  const { strides, pads, mirrored } = correlation;
  const [height, width] = correlation.moving;
  const [high, wide] = reachOf(correlation, tiling).map((size) => along(size, mirrored)) as [
    number[],
    number[],
  ];
  const zeros = images * slices * height * width;
  const positions = new Int32Array(tiling.channels * high.length * wide.length * slices).fill(zeros);
  let at = 0;
  for (const [image, top, left] of tilesOf(correlation, tiling, images))
    for (const ky of high)
      for (const kx of wide) {
        const [y, x] = [top * strides[0] + ky - pads[0], left * strides[1] + kx - pads[1]];
        const isInside = y >= 0 && y < height && x >= 0 && x < width;
        for (let slice = 0; slice < slices; slice++, at++)
          if (isInside) positions[at] = ((image * slices + slice) * height + y) * width + x;
      }
  return positions;
}

/**
 * Where in `still`, as [image, o / block, y, x] rows of a block, the blocked filters [group, o / block, channels of the group /
 * block, y, x, block] come from. Tiles of zeros in `moving` meet the first tile again.
 */
export function stillPositions(
  correlation: Correlation,
  tiling: Tiling,
  images: number,
  blocks: number,
  block: number,
): Int32Array {
  const { mirrored } = correlation;
  const [height, width] = correlation.still;
  const tiles = tilesOf(correlation, tiling, images);
  const { rows, columns, channels, groups } = tiling;
  const positions = new Int32Array(channels * rows * columns * blocks);
  let at = 0;
  for (let group = 0; group < groups; group++)
    for (let o = 0; o < blocks; o++)
      for (let first = (group * channels) / groups; first < ((group + 1) * channels) / groups; first += block)
        for (const y of along(rows, mirrored))
          for (const x of along(columns, mirrored))
            for (let channel = first; channel < first + block; channel++) {
              const [image, top, left] = tiles[channel] ?? [0, 0, 0];
              positions[at++] = ((image * blocks + o) * height + top + y) * width + left + x;
            }
  return positions;
}
