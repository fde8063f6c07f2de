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

function resizeRows(input: Raster, taps: Taps): Raster {
  const stride = input.width * input.channels;
  const data = new Float64Array(taps.length * stride);
  for (let y = 0; y < taps.length; y++) {
    const row = y * stride;
    for (let k = 0; k < taps.count; k++) {
      const weight = taps.weights[y * taps.count + k]!;
      if (weight === 0) continue;
      const from = taps.indices[y * taps.count + k]! * stride;
      for (let x = 0; x < stride; x++) data[row + x]! += weight * input.data[from + x]!;
    }
  }
  return { width: input.width, height: taps.length, channels: input.channels, data };
}

function resizeColumns(input: Raster, taps: Taps): Raster {
  const { channels } = input;
  const offsets = taps.indices.map((index) => index * channels);
  const data = new Float64Array(input.height * taps.length * channels);
  let to = 0;
  for (let y = 0; y < input.height; y++) {
    const row = y * input.width * channels;
    for (let x = 0; x < taps.length; x++) {
      const first = x * taps.count;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = first; k < first + taps.count; k++)
          sum += taps.weights[k]! * input.data[row + offsets[k]! + c]!;
        data[to++] = sum;
      }
    }
  }
  return { width: taps.length, height: input.height, channels, data };
}
