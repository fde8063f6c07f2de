import type { RgbImage, Scale } from '../types';
import { bicubicTaps, type Taps } from './bicubicTaps';
import { fromLevels, type Raster, roundLevels } from './levels';
import type { Region } from './region';
import { type Arithmetic, resample } from './resample';

/** How a part of an LR picture comes from a part of its HR picture: a patch need not shrink a whole frame. */
export interface Shrinking {
  /** The part of the HR picture that the LR part depends on. */
  box: Region;
  /** The HR part that shows the same as the LR part, counted from the corner of the box. */
  sharp: Region;
  /** The LR part, rounded to 8 bits, of the raster of the box. */
  apply(box: Raster): RgbImage;
}

/** LR size of an HR picture that is cropped to a multiple of the scale. */
export function shrunkSize(width: number, height: number, scale: Scale): { width: number; height: number } {
  return { width: Math.floor(width / scale), height: Math.floor(height / scale) };
}

/**
 * Plans the shrinking of an HR picture, cropped to a multiple of the scale, by MATLAB bicubic. A part comes out
 * exactly as it would be cut from the whole.
 * @param region of the LR picture; default all of it
 */
export function planShrinking(
  width: number,
  height: number,
  scale: Scale,
  { region, arithmetic = 'double' }: { region?: Region | undefined; arithmetic?: Arithmetic } = {},
): Shrinking {
  const lr = shrunkSize(width, height, scale);
  if (lr.width < 1 || lr.height < 1) {
    throw new RangeError(`pictures of ${width}x${height} pixels are too small to shrink by ${scale}`);
  }
  const part = region ?? { left: 0, top: 0, ...lr };
  const x = tapsOfPart(bicubicTaps(lr.width * scale, lr.width, 1 / scale), part.left, part.width);
  const y = tapsOfPart(bicubicTaps(lr.height * scale, lr.height, 1 / scale), part.top, part.height);
  return {
    box: { left: x.start, top: y.start, width: x.length, height: y.length },
    sharp: {
      left: part.left * scale - x.start,
      top: part.top * scale - y.start,
      width: part.width * scale,
      height: part.height * scale,
    },
    apply: (box) =>
      fromLevels(roundLevels(resample(box, { rows: y.taps, columns: x.taps, first: 'rows' }, arithmetic))),
  };
}

/** The taps of some outputs, with indices counted from `start`, the first of the `length` inputs they use. */
function tapsOfPart(
  { count, indices, weights }: Taps,
  first: number,
  outputs: number,
): { taps: Taps; start: number; length: number } {
  const used = indices.subarray(first * count, (first + outputs) * count);
  const start = used.reduce((a, b) => Math.min(a, b));
  const taps = {
    count,
    length: outputs,
    indices: used.map((index) => index - start),
    weights: weights.subarray(first * count, (first + outputs) * count),
  };
  return { taps, start, length: used.reduce((a, b) => Math.max(a, b)) - start + 1 };
}
