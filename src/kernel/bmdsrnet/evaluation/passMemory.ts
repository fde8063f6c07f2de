import * as tf from '@tensorflow/tfjs';
import { peakBytes } from '../../compute';
import type { RestorationNetwork } from '../types';

/** LR side of the input on which the memory of a network is measured, rounded up to the network's multiple. */
const TRIAL_SIDE = 48;

type Shape4 = [number, number, number, number];

/**
 * Greatest tensor memory that a forward pass holds at once, in bytes per LR pixel, measured on a small input: it grows
 * with the number of pixels.
 * @param compiled of the compiled graph, found by recording it; else of the pass operation by operation, found by running it
 * @throws CompileError where the network cannot be compiled but should
 */
export async function memoryPerPixel(network: RestorationNetwork, compiled: boolean): Promise<number> {
  const side = Math.ceil(TRIAL_SIDE / network.multiple) * network.multiple;
  const shape: Shape4 = [1, side, side, 3];
  const bytes = compiled
    ? peakBytes((x) => present(network, x as tf.Tensor4D), shape)
    : await eagerBytes(network, shape);
  return bytes / side ** 2;
}

/** What `restore` takes of a forward pass: the output and, where the network recovers them, the frames. */
export function present(
  network: RestorationNetwork,
  x: tf.Tensor4D,
): { output: tf.Tensor } | { output: tf.Tensor; frames: tf.Tensor } {
  const { output, frames } = network.forward(x);
  return frames ? { output, frames } : { output };
}

async function eagerBytes(network: RestorationNetwork, shape: Shape4): Promise<number> {
  const held = tf.memory().numBytes;
  const { peakBytes: peak, result } = await tf.profile(() =>
    tf.tidy(() => network.forward(tf.zeros(shape)).output),
  );
  tf.dispose(result);
  return peak - held;
}
