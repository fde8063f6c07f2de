import type { RgbImage } from '../types';
import { luma } from './luma';
import { type Planes, requireSameShape, rgbPlanes, shave } from './planes';
import { psnr } from './psnr';
import { ssim2d, ssim3d } from './ssim';

/** How images are compared. PSNR and SSIM mean nothing without it. */
export interface Protocol {
  /** `RGB`: all three channels. `Y`: BT.601 studio luma, unrounded. */
  colour: 'RGB' | 'Y';
  /** Pixels cut from each side of the HR image. */
  border: number;
  /** Round and clip both images to 8 bits first, as saving them does. */
  quantise: boolean;
  /** `2d`: Wang et al. per channel. `3d`: MATLAB `ssim` on the RGB array (higher; used by deblurring papers). */
  ssim: '2d' | '3d';
}

export interface Quality {
  /** dB; infinite for equal images. */
  psnr: number;
  ssim: number;
}

/** The protocol of the paper's tables (GFN's script): RGB, 8 bits, 1.5 x scale pixels cut, 3-D SSIM. */
export function paperProtocol(scale: number): Protocol {
  return { colour: 'RGB', border: Math.round(1.5 * scale), quantise: true, ssim: '3d' };
}

/** RGB, 8 bits, nothing cut, ordinary 2-D SSIM: the default here. */
export const standardProtocol: Protocol = { colour: 'RGB', border: 0, quantise: true, ssim: '2d' };

/** The protocol in words, to be printed beside every number measured with it. */
export function describeProtocol({ colour, border, quantise, ssim }: Protocol): string {
  return [
    colour === 'RGB' ? 'PSNR on RGB' : 'PSNR on Y (BT.601 studio, unrounded)',
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
export function comparable(image: RgbImage, { colour, border, quantise, ssim }: Protocol): Planes {
  if (colour === 'Y' && ssim === '3d') {
    throw new RangeError("3-D SSIM is defined on RGB only: use ssim '2d' with colour 'Y', or colour 'RGB'");
  }
  const rgb = rgbPlanes(image, { quantise });
  return shave(colour === 'Y' ? luma(rgb, 'studio') : rgb, border);
}
