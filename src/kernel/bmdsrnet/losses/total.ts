import * as tf from '@tensorflow/tfjs';
import type { Batch, Restored } from '../types';
import { charbonnierError, meanAbsoluteError, meanSquaredError } from './reconstruction';
import { shrunkCentre } from './shrunkCentre';
import { centreLoss, continuityLoss, type Perceptual, pairLoss } from './staticToDynamic';

/** How the terms of the training loss are measured and weighed. */
export interface LossOptions {
  /**
   * Of Eq. 3 at HR: `mse` as printed; `l1`, which weighs about as much as the L1 of Eqs. 1 and 2; or `charbonnier`,
   * a smooth L1.
   */
  reconstruction: 'mse' | 'l1' | 'charbonnier';
  /** Weight of the static-to-dynamic losses of Eqs. 1 and 2 together. As printed 1. */
  staticToDynamic: number;
  /** The features of Eq. 1. Without them Eq. 1 is its pixel term alone. */
  perceptual?: Perceptual | undefined;
  /** Weight of `continuityLoss`, which the paper does not have. Default 0: it is left out. */
  continuity?: number | undefined;
  /** Weight of single terms, default 1 each as in the paper; 0 leaves a term out of the sum but still reports it. */
  weights?: Partial<Record<LossTerm, number>> | undefined;
}

/** All terms of a loss: Eq. 1, Eq. 2, continuity, and Eq. 3 for each stream and for the output. */
export const LOSS_TERMS = [
  'centre',
  'pairs',
  'continuity',
  'forNet',
  'backNet',
  'coreNet',
  'output',
] as const;
/** Name of a term of the total loss. */
export type LossTerm = (typeof LOSS_TERMS)[number];

const ERRORS = { mse: meanSquaredError, l1: meanAbsoluteError, charbonnier: charbonnierError };

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
 * CoreNet and FuNet, as far as the network has them. The paper does not say how it trains on data without LR frames
 * (LR-GOPRO, Table 6): there Eq. 1 compares the centre frame with the shrunk sharp image (`shrunkCentre`), so that
 * BMDNet has a target of its own, and Eq. 2 is left out. `weights: { centre: 0 }` leaves out Eq. 1 as well.
 */
export function totalLoss(restored: Restored, batch: Batch, options: LossOptions): Loss {
  const { staticToDynamic, perceptual, continuity = 0, weights = {} } = options;
  const error = ERRORS[options.reconstruction];
  const parts: { name: LossTerm; value: tf.Scalar; weight: number }[] = [];
  const { frames } = restored;
  if (frames) {
    const [, h, w] = frames.shape;
    const target = batch.frames ?? shrunkCentre(batch.sharp, h, w);
    parts.push({ name: 'centre', value: centreLoss(frames, target, perceptual), weight: staticToDynamic });
  }
  if (frames && batch.frames) {
    const target = batch.frames;
    parts.push({ name: 'pairs', value: pairLoss(frames, target), weight: staticToDynamic });
    if (continuity > 0)
      parts.push({ name: 'continuity', value: continuityLoss(frames, target), weight: continuity });
  }
  const { forNetSteps, backNetSteps } = restored;
  const outputs = {
    forNet: forNetSteps ?? restored.forNet,
    backNet: backNetSteps ?? restored.backNet,
    coreNet: restored.coreNet,
    output: restored.output,
  };
  for (const name of ['forNet', 'backNet', 'coreNet', 'output'] as const) {
    const images = outputs[name];
    if (images) parts.push({ name, value: error(images, asManyTimes(batch.sharp, images)), weight: 1 });
  }
  const weighed = parts.map(({ name, value, weight }) =>
    tf.mul<tf.Scalar>(value, weight * (weights[name] ?? 1)),
  );
  return {
    total: tf.addN(weighed),
    terms: tf.stack(parts.map(({ value }) => value)) as tf.Tensor1D,
    names: parts.map(({ name }) => name),
  };
}

/** Every step of a stream that decodes after every frame has the same target. */
function asManyTimes(sharp: tf.Tensor4D, images: tf.Tensor4D): tf.Tensor4D {
  const steps = images.shape[0] / sharp.shape[0];
  return steps > 1 ? tf.tile(sharp, [steps, 1, 1, 1]) : sharp;
}
