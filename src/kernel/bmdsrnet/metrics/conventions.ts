import type { Protocol } from './protocol';

/** The protocol of the paper's tables (GFN's script): RGB, 8 bits, 1.5 x scale pixels cut, 3-D SSIM. */
export function paperProtocol(scale: number): Protocol {
  return { colour: 'RGB', border: Math.round(1.5 * scale), quantise: true, ssim: '3d' };
}

/** RGB, 8 bits, nothing cut, ordinary 2-D SSIM: the default here, and that of DeepDeblur's PyTorch code. */
export const standardProtocol: Protocol = { colour: 'RGB', border: 0, quantise: true, ssim: '2d' };

/** MATLAB's `psnr` and `ssim` on RGB without a cut, as SRN, MPRNet and Nah et al. (2017). */
export const deblurringProtocol: Protocol = { colour: 'RGB', border: 0, quantise: true, ssim: '3d' };

/** Luma with `scale` pixels cut, as RCAN, SRFBN and most of super-resolution. About 1.4 dB above RGB. */
export function superResolutionProtocol(scale: number): Protocol {
  return { colour: 'Y', border: scale, quantise: true, ssim: '2d' };
}

/**
 * What to report so that a reader of either field can compare: RGB with 3-D and with 2-D SSIM, and luma, each with
 * GFN's border of 1.5 x scale pixels and without. The paper's own comes first.
 */
export function reportedProtocols(scale: number): Protocol[] {
  const paper = paperProtocol(scale);
  return [paper.border, 0].flatMap((border): Protocol[] => [
    { ...paper, border },
    { ...paper, border, ssim: '2d' },
    { ...paper, border, ssim: '2d', colour: 'Y' },
  ]);
}
