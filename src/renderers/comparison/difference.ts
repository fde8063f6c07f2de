import type { Raster } from './raster';

export const DIFFERENCE_KINDS = [
  { value: 'absolute', label: '|difference| per channel' },
  { value: 'signed', label: 'signed, grey is equal' },
  { value: 'heat', label: 'heat, mean of channels' },
] as const;

export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]['value'];

export interface Difference extends Raster {
  /** Mean and largest absolute difference of the channels, on the 0 to 255 scale, before gain. */
  mean: number;
  largest: number;
}

/**
 * The difference of two images on the pixel grid of the larger one; the smaller one is read at its nearest pixel.
 * `absolute` is |a - b| * gain for each channel, `signed` is 128 + (a - b) * gain, `heat` maps the channels' mean.
 */
export function difference(a: Raster, b: Raster, kind: DifferenceKind, gain: number): Difference {
  const { width, height } = a.width * a.height >= b.width * b.height ? a : b;
  const data = new Uint8ClampedArray(width * height * 4);
  let sum = 0;
  let largest = 0;
  for (let y = 0; y < height; y++) {
    const rowA = Math.floor(((y + 0.5) * a.height) / height) * a.width;
    const rowB = Math.floor(((y + 0.5) * b.height) / height) * b.width;
    for (let x = 0; x < width; x++) {
      const atA = (rowA + Math.floor(((x + 0.5) * a.width) / width)) * 4;
      const atB = (rowB + Math.floor(((x + 0.5) * b.width) / width)) * 4;
      const out = (y * width + x) * 4;
      let channels = 0;
      for (let channel = 0; channel < 3; channel++) {
        const signed = a.data[atA + channel]! - b.data[atB + channel]!;
        const absolute = Math.abs(signed);
        channels += absolute;
        if (absolute > largest) largest = absolute;
        data[out + channel] = kind === 'signed' ? 128 + signed * gain : absolute * gain;
      }
      sum += channels;
      if (kind === 'heat') data.set(heat((channels / 3) * gain), out);
      data[out + 3] = 255;
    }
  }
  return { width, height, data, mean: sum / (width * height * 3), largest };
}

// Black, purple, orange, light yellow: rises in lightness, so that it also reads without colour.
const STOPS = [
  [0, 0, 4],
  [87, 16, 110],
  [188, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
] as const;

function heat(value: number): [number, number, number] {
  const place = (Math.min(Math.max(value, 0), 255) / 255) * (STOPS.length - 1);
  const below = Math.min(Math.floor(place), STOPS.length - 2);
  const [from, to] = [STOPS[below]!, STOPS[below + 1]!];
  const mix = (channel: 0 | 1 | 2): number => from[channel] + (to[channel] - from[channel]) * (place - below);
  return [mix(0), mix(1), mix(2)];
}
