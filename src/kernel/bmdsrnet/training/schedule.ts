import type { Recipe } from './recipes';

/**
 * The learning rate of a step: linear warm-up, then a half cosine down to the final rate.
 *
 * @param step from 0
 * @param progress how much of the run is done, 0 to 1: of its steps or of its time, whichever ends it first
 * @param totalSteps Infinity where only time ends the run
 */
export function learningRateAt(recipe: Recipe, step: number, progress: number, totalSteps: number): number {
  const { learningRate: top, finalLearningRate: end } = recipe;
  const warmup = Math.min(recipe.warmupSteps, totalSteps / 10);
  const rise = Math.min(1, (step + 1) / (warmup + 1));
  return rise * (end + 0.5 * (top - end) * (1 + Math.cos(Math.PI * Math.min(1, progress))));
}
