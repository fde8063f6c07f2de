import type { RgbImage } from '../types';
import { bicubicTaps } from './bicubicTaps';
import { fromLevels, type Raster, roundLevels, toLevels } from './levels';
import { type Arithmetic, resample } from './resample';

/** Of `imresize`. */
export interface ResizeOptions {
  /** Output size; without it `ceil(size * scale)`. */
  width?: number;
  height?: number;
  /** Widen the kernel when shrinking. Default true, as in MATLAB. */
  antialias?: boolean;
  /** Default `double`. */
  arithmetic?: Arithmetic;
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
  const resampling = {
    rows: bicubicTaps(raster.height, height, scaleY, antialias),
    columns: bicubicTaps(raster.width, width, scaleX, antialias),
    first: scaleY <= scaleX ? 'rows' : 'columns',
  } as const;
  return resample(raster, resampling, arithmetic);
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
