import { mirror } from '../data/bicubicTaps';
import type { RgbImage } from '../types';
import type { Span } from './tiles';

/** The pixels of a tile; positions beyond the image are reflected into it. */
export function cutOut({ width, height, data }: RgbImage, column: Span, row: Span): Float32Array {
  const pixels = new Float32Array(column.length * row.length * 3);
  let to = 0;
  for (let y = 0; y < row.length; y++) {
    const line = mirror(row.start + y, height) * width;
    for (let x = 0; x < column.length; x++, to += 3) {
      const from = 3 * (line + mirror(column.start + x, width));
      for (let c = 0; c < 3; c++) pixels[to + c] = data[from + c]!;
    }
  }
  return pixels;
}

/** Adds the part of a tile that lies in the image, weighted; `tile` has `channels` channels, of which three count. */
export function blend(
  image: RgbImage,
  tile: Float32Array,
  column: Span,
  row: Span,
  scale: number,
  channel: number,
  channels: number,
): void {
  const [x0, y0] = [column.start * scale, row.start * scale];
  const x1 = Math.min(image.width, x0 + column.length * scale);
  const y1 = Math.min(image.height, y0 + row.length * scale);
  const across = Float64Array.from({ length: x1 - x0 }, (_, i) => column.weight((x0 + i + 0.5) / scale));
  for (let y = y0; y < y1; y++) {
    const down = row.weight((y + 0.5) / scale);
    if (down === 0) continue;
    for (let x = x0; x < x1; x++) {
      const weight = down * across[x - x0]!;
      const from = ((y - y0) * column.length * scale + x - x0) * channels + channel;
      const to = 3 * (y * image.width + x);
      for (let c = 0; c < 3; c++) image.data[to + c]! += weight * tile[from + c]!;
    }
  }
}
