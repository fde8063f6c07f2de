import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Environment, environment } from '../../environment';
import { describeLoss } from '../../losses';
import type { RestorationNetwork, Scale } from '../../types';
import type { TrainingData } from '../data';
import type { TrainOptions } from '../options';
import type { Recipe } from '../recipes';
import type { TrainingStep } from '../trainingStep';

/** What a run's `config.json` holds: every setting, and what ran it. */
export interface RunConfig {
  version: 1;
  /** ISO 8601. */
  created: string;
  network: {
    name: string;
    scale: Scale;
    parameters: number;
    /** What the network says about itself; a BMDSRNet its preset, variant and seed. */
    metadata: Readonly<Record<string, string>>;
  };
  /** The description names the set, the batches and their seed; the fingerprint stands for files on disk. */
  data: { scale: Scale; description: string; fingerprint: string | null };
  training: TrainingSettings;
  environment: Environment & {
    /** How steps are computed; null until the first one shows it. */
    steps: TrainingStep['computed'] | null;
  };
}

/** The options of `train` that are plain data; null where none was given. */
export interface TrainingSettings {
  steps: number | null;
  seconds: number | null;
  /** `clipNorm` null is none. */
  recipe: Omit<Recipe, 'clipNorm'> & { clipNorm: number | null };
  /** A loss function took the place of the recipe's loss. */
  ownLoss: boolean;
  /** The loss in words, with what is left out of it. */
  loss: string;
  validation: { every: number; measuredOn: string | null } | null;
  best: string;
  patience: number | null;
  checkpointEvery: number;
  keep: number;
  tensorBoard: boolean;
}

export async function runConfig(
  net: RestorationNetwork,
  data: TrainingData,
  training: TrainingSettings,
): Promise<RunConfig> {
  const fingerprint = (await data.fingerprint?.()) ?? null;
  return {
    version: 1,
    created: new Date().toISOString(),
    network: {
      name: net.name,
      scale: net.scale,
      parameters: net.variables.reduce((sum, { size }) => sum + size, 0),
      metadata: net.metadata ?? {},
    },
    data: { scale: data.scale, description: data.description, fingerprint },
    training,
    environment: { ...environment(), steps: null },
  };
}

export function settingsOf(options: TrainOptions, recipe: Recipe): TrainingSettings {
  const { clipNorm } = recipe;
  const { validate } = options;
  return {
    steps: options.steps ?? null,
    seconds: options.seconds ?? null,
    recipe: { ...recipe, clipNorm: clipNorm === Number.POSITIVE_INFINITY ? null : clipNorm },
    ownLoss: options.loss !== undefined,
    loss: options.loss ? 'The loss is a function of your own.' : describeLoss(recipe.loss),
    validation: validate ? { every: validate.every, measuredOn: validate.measuredOn ?? null } : null,
    best: options.best ?? 'psnr',
    patience: options.patience ?? null,
    checkpointEvery: options.checkpointEvery ?? 500,
    keep: options.keep ?? 3,
    tensorBoard: options.tensorBoard ?? false,
  };
}

/** The options of a run, for one that goes on; functions have to be given again. */
export function optionsOf({ training }: RunConfig): TrainOptions {
  const { steps, seconds, recipe, best, patience, checkpointEvery, keep, tensorBoard } = training;
  return {
    ...(steps !== null && { steps }),
    ...(seconds !== null && { seconds }),
    ...(patience !== null && { patience }),
    recipe: { ...recipe, clipNorm: recipe.clipNorm ?? Number.POSITIVE_INFINITY },
    best,
    checkpointEvery,
    keep,
    tensorBoard,
  };
}

/** @throws Error when the folder holds no run */
export async function readRunConfig(folder: string): Promise<RunConfig> {
  const file = path.join(folder, 'config.json');
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new Error(`${folder} holds no run: ${cause.message}. Give the folder of a run.`, { cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is damaged: it is not JSON. Restore it, or start the run again.`, { cause });
  }
}
