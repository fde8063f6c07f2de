import * as tf from '@tensorflow/tfjs';
import { type LossOptions, type LossTerm, totalLoss } from '../losses';
import type { Batch, RestorationNetwork } from '../types';
import { flatten } from './flat';

export interface LossGradient {
  /** Of all weights, as one vector; the caller's to dispose. */
  gradient: tf.Tensor1D;
  gradientNorm: number;
  loss: number;
  /** Before weighing; without those of streams that the network does not have. */
  terms: Partial<Record<LossTerm, number>>;
}

/** One forward and backward pass. The few numbers are read from the backend together. */
export async function lossGradient(
  net: RestorationNetwork,
  batch: Batch,
  options: LossOptions,
): Promise<LossGradient> {
  const { variables } = net;
  let names: LossTerm[] = [];
  const [gradient, numbers] = tf.tidy(() => {
    let terms: tf.Tensor1D | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const loss = totalLoss(net.forward(batch.blurred), batch, options);
      terms = tf.keep(loss.terms);
      names = loss.names;
      return loss.total;
    }, variables);
    const flat = flatten(variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable)));
    const norm: tf.Scalar = tf.sqrt(tf.sum(tf.square(flat)));
    const all = tf.concat([tf.stack([value, norm]) as tf.Tensor1D, terms!]);
    terms!.dispose();
    return [flat, all] as const;
  });
  const [loss, gradientNorm, ...values] = await numbers.data();
  numbers.dispose();
  const terms: LossGradient['terms'] = Object.fromEntries(names.map((term, i) => [term, values[i]!]));
  return { gradient, loss: loss!, gradientNorm: gradientNorm!, terms };
}
