import { type Protocol, psnr as planesPsnr, rgbPlanes } from '../metrics';
import { CENTRE, FRAME_COUNT, type RgbImage } from '../types';

/** How well seven LR frames were recovered from one blurred image. */
export interface SequenceQuality {
  /** PSNR of each frame in dB, in time order. */
  psnr: number[];
  /** PSNR of the centre frame. */
  centrePsnr: number;
  /** Mean PSNR in the better of the two time orders: one blurred image cannot tell them apart. */
  eitherOrderPsnr: number;
  /** Mean difference of neighbouring frames relative to that of the true frames; null where those do not move. */
  relativeMotion: number | null;
}

/** Below this relative motion the frames are nearly one still picture: the sequence has collapsed. */
export const NEARLY_STATIC = 0.2;

export function sequenceQuality(
  frames: readonly RgbImage[],
  truth: readonly RgbImage[],
  { quantise }: Pick<Protocol, 'quantise'>,
): SequenceQuality {
  const between = (i: number, j: number): number =>
    planesPsnr(rgbPlanes(frames[i]!, { quantise }), rgbPlanes(truth[j]!, { quantise }));
  const psnr = frames.map((_, i) => between(i, i));
  const reversed = frames.map((_, i) => between(i, FRAME_COUNT - 1 - i));
  const trueMotion = meanMotion(truth);
  return {
    psnr,
    centrePsnr: psnr[CENTRE]!,
    eitherOrderPsnr: Math.max(mean(psnr), mean(reversed)),
    relativeMotion: trueMotion > 0 ? meanMotion(frames) / trueMotion : null,
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean absolute difference of neighbouring frames. */
function meanMotion(frames: readonly RgbImage[]): number {
  const steps = frames.slice(1).map((frame, i) => {
    const before = frames[i]!.data;
    return frame.data.reduce((sum, value, k) => sum + Math.abs(value - before[k]!), 0) / before.length;
  });
  return mean(steps);
}
