import { bicubic } from '../data';
import { describeProtocol, type Protocol, type Quality, standardProtocol } from '../metrics';
import type { RestorationNetwork, SampleSource, Scale } from '../types';
import { assess } from './methods/assess';
import { difference, mean, meanQuality } from './numbers';
import type { RestoreOptions } from './restore';
import { type SequenceSummary, summariseSequences } from './sequence';

/** Of `evaluate`. */
export interface EvaluateOptions extends Omit<RestoreOptions, 'onProgress'> {
  /** Default: RGB, 8 bits, no border cut, 2-D SSIM. */
  protocol?: Protocol;
  onProgress?: (done: number, total: number) => void;
}

/** One image of an evaluation. */
export interface ImageResult {
  /** In the set. */
  index: number;
  bicubic: Quality;
  restored: Quality;
  /** PSNR of the network minus PSNR of bicubic, in dB. */
  gain: number;
}

/** What a network gains over bicubic on a set; plain data. */
export interface Evaluation {
  network: string;
  scale: Scale;
  /** What the numbers were measured on. */
  measuredOn: string;
  protocol: Protocol;
  /** The protocol in words, to be printed with the numbers. */
  protocolText: string;
  images: ImageResult[];
  /** Means over the images. */
  bicubic: Quality;
  restored: Quality;
  /** Mean gain in PSNR over bicubic, in dB. */
  gain: number;
  /** How many images the network improved. */
  improved: number;
  /** The image with the least gain. */
  worst: ImageResult;
  /** The mean gain is nil to two decimals, or negative. */
  nothingGained: boolean;
  /** The seven LR frames; null for a network that does not recover frames, or a set that has none. */
  sequence: SequenceSummary | null;
}

/** Restores every sample of a set and compares with its ground truth and with MATLAB bicubic. */
export async function evaluate(
  network: RestorationNetwork,
  set: SampleSource,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { protocol = standardProtocol, ...others } = options;
  const { results } = await assess(
    [
      { name: 'bicubic', upsample: bicubic },
      { name: network.name, network },
    ],
    set,
    { ...others, protocol, further: [], keep: [] },
  );
  const [baseline = [], ours = []] = results;
  const images = ours.map(({ index, psnr, ssim }, i): ImageResult => {
    const base = baseline[i]!;
    return {
      index,
      bicubic: { psnr: base.psnr, ssim: base.ssim },
      restored: { psnr, ssim },
      gain: difference(psnr, base.psnr),
    };
  });
  const gain = mean(images.map((image) => image.gain));
  const sequences = ours.flatMap(({ sequence }) => sequence ?? []);
  return {
    network: network.name,
    scale: set.scale,
    measuredOn: set.description,
    protocol,
    protocolText: describeProtocol(protocol),
    images,
    bicubic: meanQuality(baseline),
    restored: meanQuality(ours),
    gain,
    improved: images.filter((image) => image.gain > 0).length,
    worst: images.reduce((worst, image) => (image.gain < worst.gain ? image : worst)),
    nothingGained: gain < 0.005,
    sequence: sequences.length > 0 ? summariseSequences(sequences, protocol) : null,
  };
}
