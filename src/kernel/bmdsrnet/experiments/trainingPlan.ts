import type { Perceptual } from '../losses';
import type { Preset } from '../networks';
import { PAPER_TRAINING, RECIPES, type Recipe, type RecipeName, recipeFor } from '../training';
import type { RestorationNetwork } from '../types';

/**
 * How long and with what each network of an experiment is trained: the same for all, so that they can be compared. With
 * the recipe `paper` the data side is the paper's too: batches of 4, LR patches of 128, 400 epochs.
 */
export interface ExperimentTraining {
  /** Length of each training. One of `steps` and `epochs` is needed, unless the recipe is `paper`. */
  steps?: number;
  /** The same in passes over the training set; `paper` has 400. */
  epochs?: number;
  /** Default `practical`, but `paper` for the preset `paper-table`. */
  recipe?: RecipeName | Recipe;
  /** Samples in a batch. Default 4. */
  batch?: number;
  /** Side of the square LR patches. Default 32; 128 with the recipe `paper`. */
  lrPatch?: number;
  /** The features of Eq. 1, such as `vgg19.perceptual(1)`. Without them Eq. 1 is its pixel term alone. */
  perceptual?: Perceptual;
  /**
   * Looks at the first `samples` (default 16) of the test set every so many steps; what is measured at the end is the last
   * state, not the best.
   */
  validate?: { every: number; samples?: number };
  /** Steps from one checkpoint to the next. Default 500. */
  checkpointEvery?: number;
}

/** `ExperimentTraining` with its defaults filled in. */
export interface TrainingPlan extends Pick<ExperimentTraining, 'validate' | 'checkpointEvery'> {
  /** `own` for a recipe that was given as an object. */
  recipeName: RecipeName | 'own';
  recipe: Recipe;
  length: { steps: number } | { epochs: number };
  batch: number;
  lrPatch: number;
}

/** @throws RangeError where the length is not said, or said twice */
export function trainingPlan(options: ExperimentTraining, preset: Preset): TrainingPlan {
  const { steps, epochs, perceptual, validate, checkpointEvery } = options;
  // Of a network it reads nothing but the preset.
  const base = recipeFor({ metadata: { preset } } as unknown as RestorationNetwork, options.recipe);
  const name = (Object.keys(RECIPES) as RecipeName[]).find((known) => RECIPES[known] === base);
  const paper = name === 'paper';
  if (steps !== undefined && epochs !== undefined)
    throw new RangeError('Give the length of a training in `steps` or in `epochs`, not in both.');
  const length =
    steps !== undefined
      ? { steps }
      : epochs !== undefined
        ? { epochs }
        : paper && { epochs: PAPER_TRAINING.epochs };
  if (!length) throw new RangeError('Say how long each network is trained: give `steps` or `epochs`.');
  return {
    recipeName: name ?? 'own',
    recipe: perceptual ? { ...base, loss: { ...base.loss, perceptual } } : base,
    length,
    batch: options.batch ?? PAPER_TRAINING.batch,
    lrPatch: options.lrPatch ?? (paper ? PAPER_TRAINING.lrPatch : 32),
    ...(validate && { validate }),
    ...(checkpointEvery !== undefined && { checkpointEvery }),
  };
}

/** For the notes of a table. */
export function describePlan({ recipeName, recipe, length, batch, lrPatch }: TrainingPlan): string {
  const long = 'steps' in length ? `${length.steps} steps` : `${length.epochs} epochs`;
  const { perceptual } = recipe.loss;
  return (
    `${long}, recipe ${recipeName}, batches of ${batch}, LR patches of ${lrPatch}` +
    (perceptual ? `, perceptual term of weight ${perceptual.weight}` : '')
  );
}
