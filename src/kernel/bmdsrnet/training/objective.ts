import * as tf from '@tensorflow/tfjs';
import { type LossOptions, type LossTerm, totalLoss } from '../losses';
import type { Batch, Restored } from '../types';

/**
 * A loss of your own: any differentiable function of what the network gives and of the batch, as one number.
 * It runs inside `tf.tidy`, must not dispose its arguments and must not read values (`data`, `dataSync`).
 */
export type LossFunction = (restored: Restored, batch: Batch) => tf.Scalar;

/** What a step minimises. */
export type Objective = (
  restored: Restored,
  batch: Batch,
) => { total: tf.Scalar; terms: tf.Tensor1D; names: LossTerm[] };

/** The joint loss with the given options, or a loss of one's own, which has no terms. */
export function objectiveOf(loss: LossOptions | LossFunction): Objective {
  if (typeof loss !== 'function') return (restored, batch) => totalLoss(restored, batch, loss);
  return (restored, batch) => {
    const total = loss(restored, batch);
    if (!(total instanceof tf.Tensor) || total.size !== 1) {
      const found = total instanceof tf.Tensor ? `a tensor [${total.shape}]` : String(total);
      throw new TypeError(
        `The loss function gave ${found}. Return one number as a tensor, such as tf.mean(...).`,
      );
    }
    return { total: total.asScalar(), terms: tf.tensor1d([]), names: [] };
  };
}
