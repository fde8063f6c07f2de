import type { RestorationNetwork, RgbImage } from '../types';
import type { LossFunction } from './objective';
import type { Recipe, RecipeName } from './recipes';
import type { StepReport, ValidationReport } from './reports';
import type { MakeStep } from './trainingStep';

/** A look at held-out data now and then, with the averaged weights in the network. */
export interface Validation {
  /** Steps from one look to the next. */
  every: number;
  /** On which samples and by which protocol, in words: kept beside every number. `validateOn` tells it. */
  measuredOn?: string;
  /** What was measured, such as `{ psnr, ssim }`. */
  run(net: RestorationNetwork, step: number): Record<string, number> | Promise<Record<string, number>>;
  /** Images to keep in the run's folder, by name; called after `run`, only where there is such a folder. */
  images?(
    net: RestorationNetwork,
    step: number,
  ): Record<string, RgbImage> | Promise<Record<string, RgbImage>>;
}

/** Where a run is kept. */
export type RunPlace =
  /** This folder. */
  | { folder: string }
  /** A new folder `<date>-<name>-<id>` in `in` (default `runs`). */
  | { name: string; in?: string };

/** Keeping a run in a folder, and going on with it. */
export interface RunOptions {
  /** Keeps settings, metrics, checkpoints and images in a folder. Without it nothing is written. */
  run?: RunPlace;
  /** Steps from one checkpoint to the next. Default 500. One is also written when the run ends or is stopped. */
  checkpointEvery?: number;
  /** Checkpoints kept besides the best one. Default 3. */
  keep?: number;
  /**
   * Goes on from the last checkpoint in `run.folder` (`true`), or from that of the given step; later checkpoints are
   * then removed. Where the folder has no checkpoint yet, the run starts from its beginning.
   */
  resume?: boolean | number;
  /** Also writes TensorBoard event files, into `tensorboard` in the run's folder. */
  tensorBoard?: boolean;
}

/** Of `train`: how long, how, and what is told on the way. */
export interface TrainOptions extends RunOptions {
  /** Ends the run after so many steps, counted from its first one. One of `steps`, `epochs` and `seconds` is needed. */
  steps?: number;
  /** The same in passes over the data, which must tell its `stepsPerEpoch`. */
  epochs?: number;
  /** Ends the run, and its learning-rate schedule, after so much time. */
  seconds?: number;
  /** Default: `practical`, but `paper` for the preset `paper-table`. */
  recipe?: RecipeName | Recipe;
  /** A loss of your own in place of the recipe's. */
  loss?: LossFunction;
  /** Stops between two steps when aborted. */
  signal?: AbortSignal;
  /**
   * Called after each step. A compiled step keeps the newest weights to itself, so the network's variables may then
   * hold older ones: those of the last validation or checkpoint, or the first. `validate` sees the newest.
   */
  onStep?(report: StepReport): void | Promise<void>;
  /** Called after each validation, with the averaged weights in the network. */
  onValidation?(report: ValidationReport): void | Promise<void>;
  /**
   * Called once for each kind of trouble found on the way, and where the run is done differently than asked for.
   * Default `console.warn`. All warnings are also in `run.log` and in the result.
   */
  onWarning?(warning: string): void;
  /** Called once for each thing that is left out, at the first step. Default `console.info`. */
  onNote?(note: string): void;
  validate?: Validation;
  /** The validated value of which more is better; its best checkpoint is kept. Default `psnr`. */
  best?: string;
  /** Stops after so many validations in a row without a new best value. */
  patience?: number;
  /** How a step is computed. Default `fastestStep`; `eagerStep` is for debugging. */
  makeStep?: MakeStep;
  /** Clock in milliseconds. */
  now?: () => number;
}
