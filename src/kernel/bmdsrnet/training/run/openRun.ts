import type { Perceptual } from '../../losses';
import type { RestorationNetwork } from '../../types';
import type { TrainingData } from '../data';
import type { TrainOptions } from '../options';
import type { TrainingRun } from '../reports';
import { train } from '../train';
import { type CheckpointEntry, Checkpoints } from './checkpoints';
import { type RunMetrics, readMetrics } from './metricsFile';
import { optionsOf, type RunConfig, readRunConfig } from './runConfig';

/** A run in its folder, finished or not. */
export interface SavedRun {
  folder: string;
  config: RunConfig;
  metrics: RunMetrics;
  /** In order of their steps; `loadWeights(net, checkpoint.weights)` takes one. */
  checkpoints: CheckpointEntry[];
  /** The kept checkpoint with the best validated value. */
  best: CheckpointEntry | undefined;
}

/** Reads what a run left in its folder. @throws Error when there is no run */
export async function openRun(folder: string): Promise<SavedRun> {
  const config = await readRunConfig(folder);
  const metrics = await readMetrics(folder);
  const checkpoints = await new Checkpoints(folder).list();
  const { best: name } = config.training;
  const best = checkpoints
    .flatMap((entry) => {
      const value = metrics.validations.find(({ step }) => step === entry.step)?.values[name];
      return value === undefined ? [] : { entry, value };
    })
    .reduce<{ entry?: CheckpointEntry; value: number }>((a, b) => (b.value > a.value ? b : a), {
      value: Number.NEGATIVE_INFINITY,
    }).entry;
  return { folder, config, metrics, checkpoints, best };
}

/**
 * Goes on with a run from its last checkpoint, with the settings in its folder. Network and data are made anew by the
 * caller, and functions (a loss of one's own, validation, callbacks) are given again in `options`.
 */
export async function resumeTraining(
  folder: string,
  net: RestorationNetwork,
  data: TrainingData,
  options: TrainOptions = {},
): Promise<TrainingRun> {
  const config = await readRunConfig(folder);
  if (config.training.ownLoss && !options.loss) {
    throw new Error(
      `The run in ${folder} has a loss function of its own, which can't be stored. Give it again as \`loss\`.`,
    );
  }
  const { perceptual } = config.training.recipe.loss;
  if (perceptual && !options.recipe) {
    throw new Error(
      `The run in ${folder} has a perceptual loss, whose features ${fileOf(perceptual)}can't be stored. Give its recipe again as \`recipe\`.`,
    );
  }
  return train(net, data, { resume: true, ...optionsOf(config), ...options, run: { folder } });
}

const fileOf = ({ source }: Pick<Perceptual, 'source'>): string =>
  source ? `(of ${source.file}, SHA-256 ${source.sha256}) ` : '';
