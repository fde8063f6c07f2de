import type { Quality } from '../../metrics';
import type { Variant } from '../../networks';
import type { Scale } from '../../types';

const PAPER = 'Niu, Zhang, Luo, Zhong, arXiv 2105.13077';

/** Numbers as printed in the paper. Its SSIM is MATLAB's 3-D one where nothing else is noted. */
export interface Published<Row> {
  source: string;
  measuredOn: string;
  rows: readonly Row[];
  /** What a reader must know to judge the numbers. */
  notes: readonly string[];
}

/** A row of Table 4 as printed. */
export interface PublishedVariant extends Quality {
  scale: Scale;
  variant: Variant;
}

/** A row of Table 5 or 6 as printed. */
export interface PublishedMethod {
  method: string;
  qualities: Partial<Record<Scale, Quality>>;
  /** Millions. */
  parameters?: number;
  /** Seconds for one image on the authors' GPU, which the paper does not name. */
  seconds?: number;
}

const q = (psnr: number, ssim: number): Quality => ({ psnr, ssim });

/** Table 4: the ablation. */
export const PUBLISHED_TABLE_4: Published<PublishedVariant> = {
  source: `${PAPER}, Table 4`,
  measuredOn: 'Motion-Blurred LR GOPRO (paper)',
  rows: [
    { scale: 2, variant: 'SRNet', psnr: 30.88, ssim: 0.9437 },
    { scale: 2, variant: 'C', psnr: 31.28, ssim: 0.9457 },
    { scale: 2, variant: 'F+C', psnr: 31.45, ssim: 0.9479 },
    { scale: 2, variant: 'F+C+B', psnr: 31.62, ssim: 0.9483 },
    { scale: 3, variant: 'SRNet', psnr: 29.49, ssim: 0.9256 },
    { scale: 3, variant: 'C', psnr: 29.95, ssim: 0.9302 },
    { scale: 3, variant: 'F+C', psnr: 30.21, ssim: 0.9337 },
    { scale: 3, variant: 'F+C+B', psnr: 30.44, ssim: 0.9356 },
    { scale: 4, variant: 'SRNet', psnr: 28.06, ssim: 0.8997 },
    { scale: 4, variant: 'C', psnr: 28.43, ssim: 0.9068 },
    { scale: 4, variant: 'F+C', psnr: 28.62, ssim: 0.9113 },
    { scale: 4, variant: 'F+C+B', psnr: 28.78, ssim: 0.9132 },
  ],
  notes: [],
};

/** Table 5: methods on the Motion-Blurred LR data set. */
export const PUBLISHED_TABLE_5: Published<PublishedMethod> = {
  source: `${PAPER}, Table 5`,
  measuredOn: 'Motion-Blurred LR GOPRO (paper)',
  rows: [
    { method: 'RCAN', qualities: { 2: q(27.57, 0.8908), 3: q(27.18, 0.8846), 4: q(26.65, 0.8737) } },
    { method: 'RCAN + SRN', qualities: { 2: q(30.94, 0.9443), 3: q(29.54, 0.9264), 4: q(28.18, 0.9029) } },
    { method: 'SRN + RCAN', qualities: { 2: q(28.88, 0.918), 3: q(27.08, 0.9059), 4: q(27.56, 0.8938) } },
    { method: 'SRFBN', qualities: { 2: q(27.57, 0.8907), 3: q(27.16, 0.8843), 4: q(26.63, 0.873) } },
    { method: 'SRFBN + SRN', qualities: { 2: q(30.92, 0.9196), 3: q(29.5, 0.8901), 4: q(28.09, 0.8504) } },
    { method: 'SRN + SRFBN', qualities: { 2: q(30.4, 0.9119), 3: q(29.03, 0.8856), 4: q(27.63, 0.84) } },
    { method: 'GFN', qualities: { 4: q(27.47, 0.8926) } },
    { method: 'BMDSRNet', qualities: { 2: q(31.62, 0.9483), 3: q(30.44, 0.9356), 4: q(28.78, 0.9132) } },
  ],
  notes: [
    'The published SSIM of SRFBN + SRN and SRN + SRFBN fits the 2-D kind, that of the other rows the 3-D kind: these gaps prove nothing.',
  ],
};

/** Table 6: methods on LR-GOPRO, x4. */
export const PUBLISHED_TABLE_6: Published<PublishedMethod> = {
  source: `${PAPER}, Table 6`,
  measuredOn: 'LR-GOPRO (paper)',
  rows: [
    { method: 'SCGAN', qualities: { 4: q(22.74, 0.783) }, parameters: 1.1, seconds: 0.66 },
    { method: 'SRResNet', qualities: { 4: q(24.4, 0.827) }, parameters: 1.5, seconds: 0.07 },
    { method: 'EDSR', qualities: { 4: q(24.52, 0.836) }, parameters: 43, seconds: 2.1 },
    { method: 'DeepDeblur + SRResNet', qualities: { 4: q(24.99, 0.827) }, parameters: 13, seconds: 0.66 },
    { method: 'SRResNet + DeepDeblur', qualities: { 4: q(25.93, 0.85) }, parameters: 13, seconds: 6.06 },
    { method: 'DeepDeblur + ED-DSRN', qualities: { 4: q(21.53, 0.682) }, parameters: 54, seconds: 2.18 },
    { method: 'ED-DSRN + DeepDeblur', qualities: { 4: q(24.66, 0.827) }, parameters: 54, seconds: 2.95 },
    { method: 'GFN', qualities: { 4: q(27.74, 0.896) }, parameters: 12, seconds: 0.07 },
    { method: 'BMDSRNet', qualities: { 4: q(28.15, 0.904) }, parameters: 2.9, seconds: 0.11 },
  ],
  notes: [
    'The two published rows with ED-DSRN list the parameters of EDSR: do not use them as anchors.',
    'The published 2.9 M parameters do not follow from the printed layers, which have 43.57 M.',
    'Published times are from the authors’ GPU; ours are from this machine.',
  ],
};
