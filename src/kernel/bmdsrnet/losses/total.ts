import * as tf from '@tensorflow/tfjs';
import type { Batch, Restored } from '../types';
import { meanAbsoluteError, meanSquaredError } from './reconstruction';
import { centreLoss, type Perceptual, pairLoss } from './staticToDynamic';

/** How the terms of the training loss are measured and weighed. */
export interface LossOptions {
  /** Of Eq. 3 at HR: `mse` as printed, or `l1`, which weighs about as much as the L1 of Eqs. 1 and 2. */
  reconstruction: 'mse' | 'l1';
  /** Weight of the static-to-dynamic losses of Eqs. 1 and 2; the HR losses have weight 1. */
  staticToDynamic: number;
  perceptual?: Perceptual;
}

/** All terms of a loss: Eq. 1, Eq. 2, and Eq. 3 for each stream and for the output. */
export const LOSS_TERMS = ['centre', 'pairs', 'forNet', 'backNet', 'coreNet', 'output'] as const;
export type LossTerm = (typeof LOSS_TERMS)[number];

/** The loss and its terms before weighing, all on the backend so that nothing waits for them. */
export interface Loss {
  total: tf.Scalar;
  /** [names.length] */
  terms: tf.Tensor1D;
  /** Of `terms`, in the order of `LOSS_TERMS`, without those that the network or the data has no images for. */
  names: LossTerm[];
}

/**
 * The joint loss of section 3: Eq. 1 and Eq. 2 on BMDNet's frames and Eq. 3 on the outputs of ForNet, BackNet,
 * CoreNet and FuNet, as far as the network has them and the data has frames.
 */
export function totalLoss(restored: Restored, batch: Batch, options: LossOptions): Loss {
  const error = options.reconstruction === 'mse' ? meanSquaredError : meanAbsoluteError;
  const parts: { name: LossTerm; value: tf.Scalar; weight: number }[] = [];
  const { frames } = restored;
  if (frames && batch.frames) {
    const weight = options.staticToDynamic;
    parts.push({ name: 'centre', value: centreLoss(frames, batch.frames, options.perceptual), weight });
    parts.push({ name: 'pairs', value: pairLoss(frames, batch.frames), weight });
  }
  for (const name of ['forNet', 'backNet', 'coreNet', 'output'] as const) {
    const image = restored[name];
    if (image) parts.push({ name, value: error(image, batch.sharp), weight: 1 });
  }
  const weighed = parts.map(({ value, weight }) => tf.mul<tf.Scalar>(value, weight));
  return {
    total: tf.addN(weighed),
    terms: tf.stack(parts.map(({ value }) => value)) as tf.Tensor1D,
    names: parts.map(({ name }) => name),
  };
}
