import { FRAME_COUNT } from '../../types';
import { mean } from '../numbers';
import { NEARLY_STATIC } from './motion';
import type { PairQuality, SequenceQuality } from './sequenceQuality';

/** The seven LR frames, means over the samples that have true frames. */
export interface SequenceSummary {
  /** How the frames were compared, to be printed with the numbers. */
  protocolText: string;
  samples: number;
  /** dB, in time order. */
  psnr: number[];
  centrePsnr: number;
  /** Over the blurred input, in dB. */
  centreGain: number;
  /** All seven frames in the better of the two time orders of each sample. */
  eitherOrderPsnr: number;
  /** pPSNR of 1/7, 2/6 and 3/5 and its gain over the blurred input repeated seven times, in dB. */
  pairs: Pick<PairQuality, 'frames' | 'psnr' | 'gain'>[];
  /** Mean of the frames against the input, in dB. */
  reblurPsnr: number;
  /** 0: all frames are one picture; 1: they differ as much as the true ones; null where those do not move. */
  relativeMotion: number | null;
  /** The recovered frames hardly differ from each other: the sequence has collapsed. */
  nearlyStatic: boolean;
  /** Share of samples whose three pairs agree on one order; chance gives 0.25. */
  consistentOrder: number;
}

/**
 * Means over a set of what `sequenceQuality` says of each sample; shares count samples.
 * @param options.quantise whether the values were measured on images rounded to 8 bits
 */
export function summariseSequences(
  sequences: readonly SequenceQuality[],
  { quantise }: { quantise: boolean },
): SequenceSummary {
  const meanOf = (value: (sequence: SequenceQuality) => number): number => mean(sequences.map(value));
  const motions = sequences.flatMap(({ relativeMotion }) => relativeMotion ?? []);
  const relativeMotion = motions.length > 0 ? mean(motions) : null;
  return {
    protocolText: `LR frames, PSNR on RGB, no border cut, ${quantise ? 'rounded to 8 bits' : 'not rounded'}`,
    samples: sequences.length,
    psnr: Array.from({ length: FRAME_COUNT }, (_, i) => meanOf(({ psnr }) => psnr[i]!)),
    centrePsnr: meanOf(({ centrePsnr }) => centrePsnr),
    centreGain: meanOf(({ centreGain }) => centreGain),
    eitherOrderPsnr: meanOf(({ eitherOrderPsnr }) => eitherOrderPsnr),
    pairs: sequences[0]!.pairs.map(({ frames }, i) => ({
      frames,
      psnr: meanOf(({ pairs }) => pairs[i]!.psnr),
      gain: meanOf(({ pairs }) => pairs[i]!.gain),
    })),
    reblurPsnr: meanOf(({ reblurPsnr }) => reblurPsnr),
    relativeMotion,
    nearlyStatic: relativeMotion !== null && relativeMotion < NEARLY_STATIC,
    consistentOrder: meanOf(({ consistentOrder }) => (consistentOrder ? 1 : 0)),
  };
}
