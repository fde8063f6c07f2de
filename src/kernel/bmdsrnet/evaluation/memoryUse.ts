import * as tf from '@tensorflow/tfjs';
import type { RestorationNetwork } from '../types';

/** LR side of the trial run, rounded up to the network's multiple. */
const TRIAL_SIDE = 48;

const known = new WeakMap<RestorationNetwork, number>();

/**
 * Greatest tensor memory that a forward pass holds at once, in bytes per LR pixel. Measured once for each network
 * on a small input: it grows with the number of pixels.
 */
export async function bytesPerPixel(network: RestorationNetwork): Promise<number> {
  const before = known.get(network);
  if (before !== undefined) return before;
  const side = Math.ceil(TRIAL_SIDE / network.multiple) * network.multiple;
  const held = tf.memory().numBytes;
  const { peakBytes, result } = await tf.profile(() =>
    tf.tidy(() => network.forward(tf.zeros([1, side, side, 3])).output),
  );
  tf.dispose(result);
  const bytes = (peakBytes - held) / side ** 2;
  known.set(network, bytes);
  return bytes;
}
