import { type Planes, type Protocol, psnr as planesPsnr, rgbPlanes } from '../../metrics';
import { CENTRE, FRAME_COUNT, type RgbImage, type Sample } from '../../types';
import { difference, mean } from '../numbers';
import { relativeMotion } from './motion';

/** Two frames as far before as after the centre: 1/7, 2/6 and 3/5 of the paper. */
export interface PairQuality {
  /** Counted from 1, such as [1, 7]. */
  frames: [number, number];
  /**
   * pPSNR (Pham et al., HyperCUT, CVPR 2023): mean PSNR of the two frames in the better of their two orders, in dB.
   * One blurred image is the mean of its frames in any order, so neither order is wrong.
   */
  psnr: number;
  /** Gain of `psnr` over the blurred input in place of both frames, in dB. */
  gain: number;
  /** PSNR in true order minus PSNR in reversed order, in dB; 0 when the two frames are equal. */
  orderMargin: number;
}

/** How well seven LR frames were recovered from one blurred image. */
export interface SequenceQuality {
  /** PSNR of each frame in dB, in time order. */
  psnr: number[];
  /** PSNR of the centre frame. */
  centrePsnr: number;
  /** Gain of the centre frame over the blurred input, in dB. */
  centreGain: number;
  /** Mean PSNR of all seven frames in the better of the two time orders. */
  eitherOrderPsnr: number;
  /** From the outermost pair to the innermost. */
  pairs: PairQuality[];
  /** PSNR of the mean of the frames against the blurred input, in dB: what averaging made must come back. */
  reblurPsnr: number;
  /** See `relativeMotion`: 0 for seven equal frames; null where the true ones do not move. */
  relativeMotion: number | null;
  /** All three pairs are better in the same of the two orders; chance alone does so for a quarter of the samples. */
  consistentOrder: boolean;
}

/**
 * Measures frames on RGB with nothing cut. PSNR of the frames alone would not tell a sequence from the input repeated
 * seven times, so gains over that input, the motion and the order are measured too.
 * @throws RangeError unless there are seven frames on both sides
 */
export function sequenceQuality(
  frames: readonly RgbImage[],
  { blurred, frames: truth }: Pick<Sample, 'blurred' | 'frames'>,
  { quantise }: Pick<Protocol, 'quantise'>,
): SequenceQuality {
  if (frames.length !== FRAME_COUNT || truth.length !== FRAME_COUNT) {
    throw new RangeError(
      `a sequence has ${FRAME_COUNT} frames; there are ${frames.length} recovered and ${truth.length} true ones`,
    );
  }
  const planes = (image: RgbImage): Planes => rgbPlanes(image, { quantise });
  const [ours, theirs, input] = [frames.map(planes), truth.map(planes), planes(blurred)];
  const forward = ours.map((frame, i) => planesPsnr(frame, theirs[i]!));
  const reversed = ours.map((frame, i) => planesPsnr(frame, theirs[FRAME_COUNT - 1 - i]!));
  const unrestored = theirs.map((frame) => planesPsnr(input, frame));
  const pairs = Array.from({ length: CENTRE }, (_, i) => pairQuality(i, forward, reversed, unrestored));
  return {
    psnr: forward,
    centrePsnr: forward[CENTRE]!,
    centreGain: difference(forward[CENTRE]!, unrestored[CENTRE]!),
    eitherOrderPsnr: Math.max(mean(forward), mean(reversed)),
    pairs,
    reblurPsnr: planesPsnr(planes(meanFrame(frames)), input),
    relativeMotion: relativeMotion(frames, truth),
    consistentOrder:
      pairs.every(({ orderMargin }) => orderMargin > 0) || pairs.every(({ orderMargin }) => orderMargin < 0),
  };
}

function pairQuality(
  first: number,
  forward: readonly number[],
  reversed: readonly number[],
  unrestored: readonly number[],
): PairQuality {
  const last = FRAME_COUNT - 1 - first;
  const ofPair = (values: readonly number[]): number => mean([values[first]!, values[last]!]);
  const psnr = Math.max(ofPair(forward), ofPair(reversed));
  return {
    frames: [first + 1, last + 1],
    psnr,
    gain: difference(psnr, ofPair(unrestored)),
    orderMargin: difference(ofPair(forward), ofPair(reversed)),
  };
}

function meanFrame(frames: readonly RgbImage[]): RgbImage {
  const [{ width, height }] = frames as [RgbImage, ...RgbImage[]];
  const data = new Float32Array(width * height * 3);
  for (const frame of frames)
    for (let i = 0; i < data.length; i++) data[i]! += frame.data[i]! / frames.length;
  return { width, height, data };
}
