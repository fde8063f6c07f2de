import type { Taps } from './bicubicTaps';
import { type Raster, roundLevels } from './levels';

/**
 * `double` keeps full precision throughout, as MATLAB's `imresize` does on an im2double image. `uint8` rounds and
 * clips to 0..255 after each pass, as it does on a uint8 image.
 */
export type Arithmetic = 'double' | 'uint8';

/** Both axes of a resampling. */
export interface Resampling {
  rows: Taps;
  columns: Taps;
  /** Which pass goes first. */
  first: 'rows' | 'columns';
}

export function resample(
  raster: Raster,
  { rows, columns, first }: Resampling,
  arithmetic: Arithmetic,
): Raster {
  const finish = (pass: Raster): Raster => (arithmetic === 'uint8' ? roundLevels(pass) : pass);
  const vertical = (input: Raster): Raster => finish(resampleRows(input, rows));
  const horizontal = (input: Raster): Raster => finish(resampleColumns(input, columns));
  return first === 'rows' ? horizontal(vertical(raster)) : vertical(horizontal(raster));
}

function resampleRows({ width, channels, data }: Raster, { length, count, indices, weights }: Taps): Raster {
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

function resampleColumns(
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
