import type { RgbImage } from '../types';
import { type LumaRange, luma } from './luma';
import { type Planes, requireSameShape, rgbPlanes, roundPlanes, shave } from './planes';
import { psnr } from './psnr';
import { ssim2d, ssim3d } from './ssim';

/** How images are compared. PSNR and SSIM mean nothing without it. */
export interface Protocol {
  /** `RGB`: all three channels. `Y`: BT.601 studio luma. `Y-full`: BT.601 weights over the full range, another number. */
  colour: 'RGB' | 'Y' | 'Y-full';
  /** Pixels cut from each side of the HR image. */
  border: number;
  /** Round and clip both images to 8 bits first, as saving them does. */
  quantise: boolean;
  /** `2d`: Wang et al. per channel. `3d`: MATLAB `ssim` on the RGB array (higher; used by deblurring papers). */
  ssim: '2d' | '3d';
  /** Round luma to whole levels, as MATLAB's rgb2ycbcr does with 8-bit images. Moves PSNR by about 0.1 dB; default off. */
  roundLuma?: boolean;
}

/** How close an image is to its ground truth, in the convention of a protocol. */
export interface Quality {
  /** dB; infinite for equal images. */
  psnr: number;
  ssim: number;
}

const COLOURS: Record<Exclude<Protocol['colour'], 'RGB'>, LumaRange> = { Y: 'studio', 'Y-full': 'full' };

/** The protocol in words, to be printed beside every number measured with it. */
export function describeProtocol({ colour, border, quantise, ssim, roundLuma = false }: Protocol): string {
  const rounding = roundLuma ? 'rounded to whole levels' : 'unrounded';
  return [
    colour === 'RGB'
      ? 'PSNR on RGB'
      : `PSNR on Y (BT.601 ${colour === 'Y' ? 'studio' : 'full swing'}, ${rounding})`,
    border === 0 ? 'no border cut' : `${border} px border cut`,
    quantise ? 'rounded to 8 bits' : 'not rounded',
    ssim === '2d' ? `2-D SSIM${colour === 'RGB' ? ' (mean of channels)' : ''}` : '3-D SSIM (MATLAB on RGB)',
  ].join(', ');
}

/** PSNR and SSIM of an image against its reference; both HR, same size. */
export function measure(image: RgbImage, reference: RgbImage, protocol: Protocol): Quality {
  const [a, b] = [comparable(image, protocol), comparable(reference, protocol)];
  requireSameShape(a, b);
  return { psnr: psnr(a, b), ssim: protocol.ssim === '2d' ? ssim2d(a, b) : ssim3d(a, b) };
}

/** The planes that a protocol compares. */
export function comparable(
  image: RgbImage,
  { colour, border, quantise, ssim, roundLuma = false }: Protocol,
): Planes {
  if (colour !== 'RGB' && ssim === '3d') {
    throw new RangeError(
      `3-D SSIM is defined on RGB only: use ssim '2d' with colour '${colour}', or colour 'RGB'`,
    );
  }
  const rgb = rgbPlanes(image, { quantise });
  if (colour === 'RGB') return shave(rgb, border);
  const y = luma(rgb, COLOURS[colour]);
  return shave(roundLuma ? roundPlanes(y) : y, border);
}
