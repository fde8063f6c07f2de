import type { LossOptions } from '../losses';
import type { RestorationNetwork } from '../types';
import type { LearningRate } from './schedule';

/** Everything about training that is not data, network or length. */
export interface Recipe extends LearningRate {
  loss: LossOptions;
  /** Largest global norm of the gradient; longer ones are scaled down. Infinity for none. */
  clipNorm: number;
  /** Longest memory of the moving average of the weights; 0 for no average. */
  averageDecay: number;
}

/** Recipes of training by name: as printed, and one that learns from the first minute. */
export const RECIPES = {
  /**
   * As printed: MSE at HR, all loss weights 1, constant rate. Goes with batches of 4, LR patches of 128 and the
   * paper's 400 epochs; in short runs it ends below bicubic interpolation. The optimiser, Adam, is not named in
   * the paper.
   */
  paper: {
    loss: { reconstruction: 'mse', staticToDynamic: 1 },
    learningRate: 1e-4,
    schedule: { kind: 'constant' },
    warmupSteps: 0,
    clipNorm: Number.POSITIVE_INFINITY,
    averageDecay: 0,
  },
  /**
   * Gains over bicubic from the first minute on; goes with the initial scheme `practical`. LR patches of 24 to 32
   * for runs of minutes, 48 to 64 for runs of hours.
   */
  practical: {
    loss: { reconstruction: 'l1', staticToDynamic: 0.1 },
    learningRate: 1e-3,
    schedule: { kind: 'cosine', final: 1e-5 },
    warmupSteps: 50,
    clipNorm: 1,
    averageDecay: 0.999,
  },
} as const satisfies Record<string, Recipe>;

/** Name of a recipe. */
export type RecipeName = keyof typeof RECIPES;

/** A recipe by name; by default `paper` for the preset `paper-table`, and `practical` for every other network. */
export function recipeFor({ metadata }: RestorationNetwork, recipe?: RecipeName | Recipe): Recipe {
  if (typeof recipe === 'object') return recipe;
  const name = recipe ?? (metadata?.preset === 'paper-table' ? 'paper' : 'practical');
  const found: Recipe | undefined = RECIPES[name];
  if (found) return found;
  throw new RangeError(`There is no recipe "${name}". Use one of ${Object.keys(RECIPES).join(', ')}.`);
}

/** Batches, patches and epochs of the paper (section 4): Adam's rate and the loss are in `RECIPES.paper`. */
export const PAPER_TRAINING = { batch: 4, lrPatch: 128, epochs: 400 } as const;
