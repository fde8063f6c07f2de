import * as tf from '@tensorflow/tfjs';
import type { Shape } from '../node';
import { countStep, isGone } from './engine';

/**
 * What a traced function depends on beyond its inputs and variables: settings of the optimisers that it applies and tensors
 * that were there before. Where they change, what was recorded is out of date.
 */
export class Surroundings {
  private readonly optimizers = new Map<tf.Optimizer, { steps: number; settings: string }>();
  private readonly captured = new Map<object, Shape>();

  /** An optimiser is applied once more in the function. */
  applies(optimizer: tf.Optimizer): void {
    const { steps } = this.optimizers.get(optimizer) ?? { steps: 0 };
    this.optimizers.set(optimizer, { steps: steps + 1, settings: settingsOf(optimizer) });
  }

  captures({ dataId, shape }: { dataId: object; shape: Shape }): void {
    this.captured.set(dataId, shape);
  }

  /** Captured tensors that do not belong to an optimiser. */
  get tensors(): Shape[] {
    const own = new Set([...this.optimizers.keys()].flatMap(tensorsOf).map(({ dataId }) => dataId as object));
    return [...this.captured].filter(([dataId]) => !own.has(dataId)).map(([, shape]) => shape);
  }

  haveChanged(): boolean {
    return (
      [...this.captured.keys()].some(isGone) ||
      [...this.optimizers].some(([optimizer, { settings }]) => settings !== settingsOf(optimizer))
    );
  }

  /** Counts the steps of a run in the optimisers' `iterations`. */
  countSteps(): void {
    for (const [optimizer, { steps }] of this.optimizers)
      for (let step = 0; step < steps; step++) countStep(optimizer);
  }
}

const tensorsOf = (optimizer: tf.Optimizer): tf.Tensor[] =>
  Object.values(optimizer).filter(
    (value): value is tf.Tensor => value instanceof tf.Tensor && !(value instanceof tf.Variable),
  );

/** Rates and the like: its numbers and flags, and the tensors that it keeps of them. */
function settingsOf(optimizer: tf.Optimizer): string {
  const numbers = Object.entries(optimizer).filter(
    ([name, value]) => name !== 'iterations_' && (typeof value === 'number' || typeof value === 'boolean'),
  );
  return JSON.stringify([numbers, tensorsOf(optimizer).map(({ id }) => id)]);
}
