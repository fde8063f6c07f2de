/** One axis of a tile, in LR pixels. */
export interface Span {
  start: number;
  length: number;
  /** Weight of this tile at an LR coordinate; the weights of all spans of the axis sum to 1 everywhere. */
  weight(position: number): number;
}

export interface TilePlan {
  columns: Span[];
  rows: Span[];
}

/** The size that all tiles have, in LR pixels. */
export function tileSize({ columns, rows }: TilePlan): { width: number; height: number; pixels: number } {
  const [width, height] = [columns[0]!.length, rows[0]!.length];
  return { width, height, pixels: width * height };
}

/** Width of the cross-fade in the middle of an overlap; outside it, pixels near a tile's edge count nothing. */
const FADE = 16;

/**
 * Covers `width` x `height` by equal tiles of at most `maxPixels` that overlap by at least `overlap`; where a tile of three
 * overlaps is larger than that, by those.
 * All sizes are multiples of `multiple`.
 */
export function planTiles(
  width: number,
  height: number,
  { maxPixels, overlap, multiple }: { maxPixels: number; overlap: number; multiple: number },
): TilePlan {
  if (width * height <= maxPixels)
    return { columns: spans(width, width, 0, multiple), rows: spans(height, height, 0, multiple) };
  const floor = (n: number): number => Math.floor(n / multiple) * multiple;
  // A tile of less than three overlaps would be mostly overlap.
  const least = Math.ceil((3 * overlap) / multiple) * multiple;
  const square = Math.max(least, floor(Math.sqrt(maxPixels)));
  const shorter = Math.min(width, height, square);
  const longer = Math.max(least, floor(maxPixels / shorter));
  const [tileWidth, tileHeight] =
    width <= height ? [shorter, Math.min(longer, height)] : [Math.min(longer, width), shorter];
  return {
    columns: spans(width, tileWidth, overlap, multiple),
    rows: spans(height, tileHeight, overlap, multiple),
  };
}

function spans(total: number, length: number, overlap: number, multiple: number): Span[] {
  const count = length >= total ? 1 : Math.ceil((total - overlap) / (length - overlap));
  const gaps = Math.max(1, count - 1);
  // The product comes before the quotient: rounding must not move the last tile away from the end.
  const starts = Array.from(
    { length: count },
    (_, i) => Math.floor((i * (total - length)) / gaps / multiple) * multiple,
  );
  /** Middle of the overlap of tiles i and i + 1. */
  const seam = (i: number): number => (starts[i]! + length + starts[i + 1]!) / 2;
  const rise = (position: number, at: number): number =>
    Math.min(1, Math.max(0, (position - at) / FADE + 0.5));
  return starts.map((start, i) => ({
    start,
    length,
    weight: (position) =>
      Math.min(i === 0 ? 1 : rise(position, seam(i - 1)), i === count - 1 ? 1 : 1 - rise(position, seam(i))),
  }));
}
