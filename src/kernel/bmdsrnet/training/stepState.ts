import type * as tf from '@tensorflow/tfjs';
import type { OptimiserMemory } from './stepFunction';
import type { StepState } from './trainingStep';

/** Copies the tensors of a step out of the backend. */
export async function readState(
  updates: number,
  weights: tf.Tensor1D,
  { firstMoment, secondMoment, average }: OptimiserMemory,
): Promise<StepState> {
  const read = (tensor: tf.Tensor1D) => tensor.data<'float32'>().then((values) => values.slice());
  return {
    updates,
    weights: await read(weights),
    firstMoment: await read(firstMoment),
    secondMoment: await read(secondMoment),
    average: average ? await read(average) : null,
  };
}
