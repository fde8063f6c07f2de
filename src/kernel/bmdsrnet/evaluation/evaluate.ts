import { describeProtocol, measure, type Protocol, type Quality, standardProtocol } from '../metrics';
import { FRAME_COUNT, type RestorationNetwork, type SampleSource, type Scale } from '../types';
import { type RestoreOptions, restore } from './restore';
import { mean, NEARLY_STATIC, type SequenceQuality, sequenceQuality } from './sequenceQuality';

export interface EvaluateOptions extends Omit<RestoreOptions, 'onProgress'> {
  /** Default: RGB, 8 bits, no border cut, 2-D SSIM. */
  protocol?: Protocol;
  onProgress?: (done: number, total: number) => void;
}

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
  /** The seven LR frames, means over the images; null for a network that does not recover frames. */
  sequence: {
    /** dB, in time order. */
    psnr: number[];
    centrePsnr: number;
    eitherOrderPsnr: number;
    relativeMotion: number | null;
    /** The recovered frames hardly differ from each other: the sequence has collapsed. */
    nearlyStatic: boolean;
  } | null;
}

/** Restores every sample of a set and compares with its ground truth and with MATLAB bicubic. */
export async function evaluate(
  network: RestorationNetwork,
  set: SampleSource,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { protocol = standardProtocol, onProgress, ...restoreOptions } = options;
  if (set.length === 0) throw new RangeError('the set is empty: there is nothing to evaluate on');
  if (set.scale !== network.scale) {
    throw new RangeError(
      `${network.name} enlarges by ${network.scale}, but the set is made for x${set.scale}`,
    );
  }
  const images: ImageResult[] = [];
  const sequences: SequenceQuality[] = [];
  for (let index = 0; index < set.length; index++) {
    const sample = await set.at(index);
    const restoration = await restore(network, sample.blurred, restoreOptions);
    const bicubic = measure(restoration.bicubic, sample.sharp, protocol);
    const restored = measure(restoration.output, sample.sharp, protocol);
    images.push({ index, bicubic, restored, gain: difference(restored.psnr, bicubic.psnr) });
    if (restoration.frames.length > 0 && sample.frames.length > 0)
      sequences.push(sequenceQuality(restoration.frames, sample.frames, protocol));
    onProgress?.(index + 1, set.length);
  }
  const gain = mean(images.map((image) => image.gain));
  return {
    network: network.name,
    scale: set.scale,
    measuredOn: set.description,
    protocol,
    protocolText: describeProtocol(protocol),
    images,
    bicubic: meanQuality(images.map((image) => image.bicubic)),
    restored: meanQuality(images.map((image) => image.restored)),
    gain,
    improved: images.filter((image) => image.gain > 0).length,
    worst: images.reduce((worst, image) => (image.gain < worst.gain ? image : worst)),
    nothingGained: gain < 0.005,
    sequence: sequences.length > 0 ? meanSequence(sequences) : null,
  };
}

function meanSequence(sequences: readonly SequenceQuality[]): Evaluation['sequence'] {
  const motions = sequences.flatMap(({ relativeMotion }) => relativeMotion ?? []);
  const relativeMotion = motions.length > 0 ? mean(motions) : null;
  return {
    psnr: Array.from({ length: FRAME_COUNT }, (_, i) => mean(sequences.map(({ psnr }) => psnr[i]!))),
    centrePsnr: mean(sequences.map(({ centrePsnr }) => centrePsnr)),
    eitherOrderPsnr: mean(sequences.map(({ eitherOrderPsnr }) => eitherOrderPsnr)),
    relativeMotion,
    nearlyStatic: relativeMotion !== null && relativeMotion < NEARLY_STATIC,
  };
}

/** Two perfect images have infinite PSNR and differ by nothing. */
function difference(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function meanQuality(qualities: readonly Quality[]): Quality {
  return { psnr: mean(qualities.map(({ psnr }) => psnr)), ssim: mean(qualities.map(({ ssim }) => ssim)) };
}
