import type { Quality } from '../../metrics';
import type { MethodComparison, Pictures } from '../methods';
import { type FrameRow, type FrameStripOptions, frameStrip } from './frameStrip';
import { type FigureOptions, type Panel, type PanelRow, panelFigure } from './panels';
import { detailedRegions } from './regions';
import type { Box } from './sheet';

/** Of `comparisonFigures`. */
export interface ComparisonFigureOptions extends FigureOptions {
  /** Samples to draw, one row each; each must be among those kept by `compareMethods`. Default all that were kept. */
  samples?: readonly number[];
  /** Parts to enlarge in pixels of the HR image, or how many to choose where the ground truth has most detail. Default 2. */
  regions?: readonly Box[] | number;
}

/**
 * A figure like Figs. 7 to 10 of samples that `compareMethods` kept: the input, each method with PSNR and SSIM, the
 * ground truth. The best PSNR is in bold. Returned as a PNG file.
 */
export async function comparisonFigure(
  comparison: MethodComparison,
  { samples, regions = 2, notes = [], ...options }: ComparisonFigureOptions = {},
): Promise<Uint8Array> {
  const { protocolText, measuredOn } = comparison;
  const rows = picturesOf(comparison, samples).map((pictures): PanelRow => {
    const { sharp } = pictures.sample;
    return {
      panels: panelsOf(comparison, pictures),
      regions: typeof regions === 'number' ? detailedRegions(sharp, regions) : regions,
    };
  });
  return panelFigure(rows, {
    ...options,
    notes: [`PSNR / SSIM: ${protocolText}. Measured on: ${measuredOn}.`, ...notes],
  });
}

/** The seven frames of one kept sample: the true ones, and those of each method that recovers them. A PNG file. */
export async function sequenceFigure(
  comparison: MethodComparison,
  { sample, notes = [], ...options }: FrameStripOptions & { sample?: number } = {},
): Promise<Uint8Array> {
  const [pictures] = picturesOf(comparison, sample === undefined ? undefined : [sample]);
  const { frames, blurred } = pictures!.sample;
  const captions = (values: readonly number[]): string[] => values.map(decibels);
  const rows: FrameRow[] = [{ label: 'blurred input', frames: [blurred] }];
  for (const method of pictures!.outputs) {
    if (method.frames.length === 0) continue;
    const measured = comparison.methods.find(({ name }) => name === method.name)!;
    const sequence = measured.images.find(({ index }) => index === pictures!.index)?.sequence;
    rows.push({
      label: method.name,
      frames: method.frames,
      ...(sequence ? { captions: captions(sequence.psnr) } : {}),
    });
  }
  if (rows.length === 1) throw new Error('no method of this comparison recovers frames');
  if (frames.length > 0) rows.push({ label: 'ground truth', frames });
  const text = comparison.methods.find(({ sequence }) => sequence)?.sequence?.protocolText;
  return frameStrip(rows, {
    ...options,
    notes: [...(text ? [`${text}. Measured on: ${comparison.measuredOn}.`] : []), ...notes],
  });
}

function picturesOf({ pictures }: MethodComparison, samples?: readonly number[]): Pictures[] {
  const wanted = samples ?? pictures.map(({ index }) => index);
  if (wanted.length === 0)
    throw new Error('no images were kept: give compareMethods the indexes of samples as `keep`');
  return wanted.map((index) => {
    const found = pictures.find((picture) => picture.index === index);
    if (found) return found;
    throw new Error(`the images of sample ${index} were not kept: give compareMethods \`keep: [${index}]\``);
  });
}

function panelsOf({ scale, methods }: MethodComparison, pictures: Pictures): Panel[] {
  const { blurred, sharp } = pictures.sample;
  const qualities = methods.map(({ images }) => images.find(({ index }) => index === pictures.index)!);
  const printed = qualities.map(({ psnr }) => decibels(psnr));
  const best = decibels(Math.max(...qualities.map(({ psnr }) => psnr)));
  // Where all are equally good, none is best.
  const differ = new Set(printed).size > 1;
  return [
    { label: `LR input, ×${scale}`, caption: 'PSNR / SSIM', image: blurred },
    ...pictures.outputs.map(({ name, image }, m) => ({
      label: name,
      caption: qualityText(qualities[m]!),
      image,
      emphasis: differ && printed[m] === best,
    })),
    { label: 'ground truth', image: sharp },
  ];
}

const decibels = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(2)} dB` : '∞ dB');
const qualityText = ({ psnr, ssim }: Quality): string => `${decibels(psnr)} / ${ssim.toFixed(4)}`;
