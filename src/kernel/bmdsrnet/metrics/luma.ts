import type { Planes } from './planes';

/**
 * `studio`: BT.601 with head- and foot-room (16 to 235), as MATLAB's rgb2ycbcr and the super-resolution papers.
 * `full`: BT.601 weights over the full range, a different number. Neither is rounded: rounding moves PSNR by 0.1 dB.
 */
export type LumaRange = 'studio' | 'full';

/** The luma plane of three RGB planes on the scale 0 to 255. */
export function luma({ width, height, planes }: Planes, range: LumaRange): Planes {
  const [red, green, blue] = planes;
  if (!red || !green || !blue)
    throw new RangeError(`luma needs red, green and blue planes, not ${planes.length}`);
  const [offset, r, g, b] =
    range === 'studio' ? [16, 65.481 / 255, 128.553 / 255, 24.966 / 255] : [0, 0.299, 0.587, 0.114];
  const y = red.map((value, i) => offset! + r! * value + g! * green[i]! + b! * blue[i]!);
  return { width, height, planes: [y] };
}
