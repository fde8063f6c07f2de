import type { RgbImage } from '../../types';
import { mean } from '../numbers';

/** Below this relative motion the frames are nearly one still picture: the sequence has collapsed. */
export const NEARLY_STATIC = 0.2;

/**
 * Mean absolute difference of neighbouring frames relative to that of the true frames: 0 where all frames are one
 * picture, 1 where they differ as much as the true ones; null where those do not move. RGB in [0, 1], nothing rounded.
 */
export function relativeMotion(frames: readonly RgbImage[], truth: readonly RgbImage[]): number | null {
  const trueMotion = meanMotion(truth);
  return trueMotion > 0 ? meanMotion(frames) / trueMotion : null;
}

function meanMotion(frames: readonly RgbImage[]): number {
  const steps = frames.slice(1).map((frame, i) => {
    const before = frames[i]!.data;
    return frame.data.reduce((sum, value, k) => sum + Math.abs(value - before[k]!), 0) / before.length;
  });
  return mean(steps);
}
