import type { RgbImage } from '../types';

/** Interleaved samples in double precision; for pictures on the scale 0 to 255. */
export interface Raster {
  width: number;
  height: number;
  channels: number;
  data: Float64Array;
}

/** MATLAB's rounding to 8 bits: half away from zero, then clipped. */
export function roundLevel(level: number): number {
  const rounded = Math.floor(level + 0.5);
  return Math.min(Math.max(rounded, 0), 255);
}

/**
 * The image on the scale 0 to 255. A value that differs from a whole level by no more than the rounding of
 * Float32 is that level: without this, ties in later rounding would be broken by noise.
 */
export function toLevels(image: RgbImage): Raster {
  const data = new Float64Array(image.data.length);
  for (let i = 0; i < data.length; i++) {
    const level = image.data[i]! * 255;
    const whole = Math.round(level);
    data[i] = Math.abs(level - whole) < 2e-5 ? whole : level;
  }
  return { width: image.width, height: image.height, channels: 3, data };
}

/** The image of a raster on the scale 0 to 255, neither rounded nor clipped. */
export function fromLevels(raster: Raster): RgbImage {
  const data = new Float32Array(raster.data.length);
  for (let i = 0; i < data.length; i++) data[i] = raster.data[i]! / 255;
  return { width: raster.width, height: raster.height, data };
}

/** Rounds and clips to whole levels, in place. */
export function roundLevels(raster: Raster): Raster {
  const { data } = raster;
  for (let i = 0; i < data.length; i++) data[i] = roundLevel(data[i]!);
  return raster;
}

/** The image as 8-bit samples, rounded and clipped. */
export function toBytes(image: RgbImage): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(image.data.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = roundLevel(image.data[i]! * 255);
  return bytes;
}

/** The image of 8-bit RGB samples. */
export function fromBytes(bytes: Uint8Array, width: number, height: number): RgbImage {
  const data = new Float32Array(bytes.length);
  for (let i = 0; i < data.length; i++) data[i] = bytes[i]! / 255;
  return { width, height, data };
}
