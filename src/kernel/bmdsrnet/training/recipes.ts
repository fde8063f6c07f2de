import type { LossOptions } from '../losses';

/** Everything about training that is not data, network or length. */
export interface Recipe {
  loss: LossOptions;
  /** After warm-up. */
  learningRate: number;
  /** Reached along a half cosine when training ends; the same as `learningRate` keeps it constant. */
  finalLearningRate: number;
  /** Steps over which the rate rises from near zero (at most a tenth of the run). */
  warmupSteps: number;
  /** Largest global norm of the gradient; longer ones are scaled down. Infinity for none. */
  clipNorm: number;
  /** Longest memory of the moving average of the weights; 0 for no average. */
  averageDecay: number;
}

export const RECIPES = {
  /**
   * As printed: MSE at HR, all loss weights 1, constant rate. Meant for the paper's 400 epochs; in short runs it
   * ends below bicubic interpolation. The optimiser, Adam, is not named in the paper.
   */
  paper: {
    loss: { reconstruction: 'mse', staticToDynamic: 1 },
    learningRate: 1e-4,
    finalLearningRate: 1e-4,
    warmupSteps: 0,
    clipNorm: Number.POSITIVE_INFINITY,
    averageDecay: 0,
  },
  /** Gains over bicubic from the first minute on; goes with the initial scheme `practical`. */
  practical: {
    loss: { reconstruction: 'l1', staticToDynamic: 0.1 },
    learningRate: 1e-3,
    finalLearningRate: 1e-5,
    warmupSteps: 50,
    clipNorm: 1,
    averageDecay: 0.999,
  },
} as const satisfies Record<string, Recipe>;

export type RecipeName = keyof typeof RECIPES;
