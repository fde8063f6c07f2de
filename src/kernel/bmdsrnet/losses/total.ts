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

/** The terms in the order of `lossTerms`. */
export const LOSS_TERMS = ['centre', 'pairs', 'forNet', 'backNet', 'coreNet', 'output'] as const;
export type LossTerm = (typeof LOSS_TERMS)[number];

/** The loss and its terms before weighing, all on the backend so that nothing waits for them. */
export interface Loss {
  total: tf.Scalar;
  /** [6], in the order of `LOSS_TERMS`. */
  terms: tf.Tensor1D;
}

/**
 * The joint loss of section 3: Eq. 1 and Eq. 2 on BMDNet's frames and Eq. 3 on the outputs of ForNet, BackNet,
 * CoreNet and FuNet.
 */
export function totalLoss(restored: Restored, batch: Batch, options: LossOptions): Loss {
  const error = options.reconstruction === 'mse' ? meanSquaredError : meanAbsoluteError;
  const centre = centreLoss(restored.frames, batch.frames, options.perceptual);
  const pairTerm = pairLoss(restored.frames, batch.frames);
  const forNet = error(restored.forNet, batch.sharp);
  const backNet = error(restored.backNet, batch.sharp);
  const coreNet = error(restored.coreNet, batch.sharp);
  const output = error(restored.output, batch.sharp);
  const lowResolution: tf.Scalar = tf.mul(tf.add(centre, pairTerm), options.staticToDynamic);
  const total = tf.addN<tf.Scalar>([lowResolution, forNet, backNet, coreNet, output]);
  return { total, terms: tf.stack([centre, pairTerm, forNet, backNet, coreNet, output]) as tf.Tensor1D };
}
