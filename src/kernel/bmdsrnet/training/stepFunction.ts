import * as tf from '@tensorflow/tfjs';
import type { LossTerm } from '../losses';
import type { Batch, RestorationNetwork } from '../types';
import { ADAM, adamUpdate } from './adam';
import { clipByNorm } from './clip';
import { averaged } from './ema';
import { flatten } from './flat';
import type { Objective } from './objective';
import type { StepSettings } from './trainingStep';

/** What the optimiser remembers, each one vector over all weights. */
export interface OptimiserMemory {
  firstMoment: tf.Tensor1D;
  secondMoment: tf.Tensor1D;
  /** Undefined where no average is wanted. */
  average: tf.Tensor1D | undefined;
}

/** What changes from step to step besides the batch, worked out in float64 by `stepScalars`. */
export interface StepScalars {
  rate: tf.Scalar;
  epsilon: tf.Scalar;
  blend: tf.Scalar;
}

export interface StepTensors extends OptimiserMemory {
  weights: tf.Tensor1D;
  /** [2 + names.length]: the loss, the norm of its gradient, the terms of the loss. */
  report: tf.Tensor1D;
  names: LossTerm[];
}

/**
 * One training step as a pure function of tensors: it reads the network's variables and its arguments, changes
 * nothing and reads no value, so that it can be run as it stands or traced into a graph.
 */
export function stepFunction(
  net: RestorationNetwork,
  objective: Objective,
  { clipNorm }: StepSettings,
): (batch: Batch, scalars: StepScalars, memory: OptimiserMemory) => StepTensors {
  return (batch, { rate, epsilon, blend }, memory) => {
    const { gradient, report, names } = lossGradient(net, objective, batch);
    const clipped = clipByNorm(gradient, report.slice(1, 1).asScalar(), clipNorm);
    const { weights, ...moments } = adamUpdate(flatten(net.variables), clipped, memory, rate, epsilon);
    const average = memory.average && averaged(memory.average, weights, blend);
    return { weights, ...moments, average, report, names };
  };
}

/** The numbers of update `updates` (from 0) that depend on nothing but its number and the learning rate. */
export function stepScalars(
  updates: number,
  learningRate: number,
  averageDecay: number,
): Record<keyof StepScalars, number> {
  const unbias = Math.sqrt(1 - ADAM.beta2 ** (updates + 1));
  // Both bias corrections as one factor on the rate; epsilon is scaled to match.
  const rate = (learningRate * unbias) / (1 - ADAM.beta1 ** (updates + 1));
  // About a twentieth of the steps so far: the same setting serves runs of hundreds and of millions of steps.
  const decay = Math.min(averageDecay, (updates + 1) / (updates + 21));
  return { rate, epsilon: ADAM.epsilon * unbias, blend: 1 - decay };
}

function lossGradient(
  net: RestorationNetwork,
  objective: Objective,
  batch: Batch,
): { gradient: tf.Tensor1D; report: tf.Tensor1D; names: LossTerm[] } {
  const { variables } = net;
  let names: LossTerm[] = [];
  const [gradient, report] = tf.tidy(() => {
    let terms: tf.Tensor1D | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const loss = objective(net.forward(batch.blurred), batch);
      terms = tf.keep(loss.terms);
      names = loss.names;
      return loss.total;
    }, variables);
    const flat = flatten(variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable)));
    const norm: tf.Scalar = tf.sqrt(tf.sum(tf.square(flat)));
    const numbers = tf.concat([tf.stack([value, norm]) as tf.Tensor1D, terms!]);
    terms!.dispose();
    return [flat, numbers] as const;
  });
  return { gradient, report, names };
}
