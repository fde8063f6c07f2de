import type { RgbImage } from '../types';
import { bicubicTaps, type Taps } from './bicubicTaps';
import { fromLevels, type Raster, roundLevels, toLevels } from './levels';

export interface ResizeOptions {
  /** Output size; without it `ceil(size * scale)`. */
  width?: number;
  height?: number;
  /** Widen the kernel when shrinking. Default true, as in MATLAB. */
  antialias?: boolean;
  /**
   * `double` keeps full precision throughout, as `imresize` does on an im2double image. `uint8` rounds and
   * clips to 0..255 after each pass, as it does on a uint8 image. Default `double`.
   */
  arithmetic?: 'double' | 'uint8';
}

/**
 * MATLAB-compatible bicubic `imresize` of a raster. Give a scale, or both output sizes (each axis then has the
 * scale output / input). The axis with the smaller scale goes first, rows on a tie.
 */
export function imresize(raster: Raster, scale: number | undefined, options: ResizeOptions = {}): Raster {
  const { antialias = true, arithmetic = 'double' } = options;
  const height = options.height ?? Math.ceil(raster.height * requireScale(scale));
  const width = options.width ?? Math.ceil(raster.width * requireScale(scale));
  const scaleY = scale ?? height / raster.height;
  const scaleX = scale ?? width / raster.width;
  const finish = (pass: Raster): Raster => (arithmetic === 'uint8' ? roundLevels(pass) : pass);
  const vertical = (input: Raster): Raster =>
    finish(resizeRows(input, bicubicTaps(input.height, height, scaleY, antialias)));
  const horizontal = (input: Raster): Raster =>
    finish(resizeColumns(input, bicubicTaps(input.width, width, scaleX, antialias)));
  return scaleY <= scaleX ? horizontal(vertical(raster)) : vertical(horizontal(raster));
}

/**
 * MATLAB bicubic of an image in [0, 1] in double precision. `rounded` rounds and clips the result to multiples
 * of 1/255 once, as saving to an 8-bit file does; otherwise values may leave [0, 1] near edges.
 */
export function bicubic(image: RgbImage, scale: number, { rounded = false } = {}): RgbImage {
  const resized = imresize(toLevels(image), scale);
  return fromLevels(rounded ? roundLevels(resized) : resized);
}

function requireScale(scale: number | undefined): number {
  if (scale !== undefined && scale > 0 && Number.isFinite(scale)) return scale;
  throw new RangeError(`imresize needs a positive scale, or both width and height; the scale is ${scale}`);
}

function resizeRows({ width, channels, data }: Raster, { length, count, indices, weights }: Taps): Raster {
  const stride = width * channels;
  const out = new Float64Array(length * stride);
  for (let y = 0; y < length; y++) {
    const row = y * stride;
    for (let k = y * count; k < (y + 1) * count; k++) {
      const weight = weights[k]!;
      const from = indices[k]! * stride;
      if (weight !== 0) for (let x = 0; x < stride; x++) out[row + x]! += weight * data[from + x]!;
    }
  }
  return { width, height: length, channels, data: out };
}

function resizeColumns(
  { width, height, channels, data }: Raster,
  { length, count, indices, weights }: Taps,
): Raster {
  const out = new Float64Array(height * length * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < length; x++, to += channels) {
      for (let k = x * count; k < (x + 1) * count; k++) {
        const weight = weights[k]!;
        const from = (row + indices[k]!) * channels;
        for (let c = 0; c < channels; c++) out[to + c]! += weight * data[from + c]!;
      }
    }
  }
  return { width: length, height, channels, data: out };
}
