import type { RestorationNetwork } from '../types';
import { BatchQueue } from './batchQueue';
import { checkOptions, stepsOf } from './checkOptions';
import { Course } from './course';
import type { TrainingData } from './data';
import { fastestStep } from './fastestStep';
import { noticesOf } from './notices';
import { objectiveOf } from './objective';
import type { TrainOptions } from './options';
import { recipeFor } from './recipes';
import type { TrainingRun } from './reports';
import { settingsOf } from './run/runConfig';
import { RunRecord } from './run/runRecord';
import type { TrainingStep } from './trainingStep';

/**
 * Trains all weights of a network together with Adam. When it returns, however it was stopped, the network holds
 * the averaged weights if the recipe asks for an average, else the last ones. When it throws, the network holds the
 * last weights: those after the last step that was done, which is the step before where a step failed.
 *
 * With `run` it keeps settings, metrics, checkpoints and images in a folder. A run that went on from a checkpoint takes
 * the course of one that was never stopped: with the same bits where the backend gives the same bits every time, as
 * wasm on one thread does, and where `steps` and not time is its length.
 *
 * @throws DivergedError when the loss or its gradient is not finite
 * @throws CheckpointError when the checkpoint to go on from is damaged
 */
export async function train(
  net: RestorationNetwork,
  data: TrainingData,
  { epochs, ...given }: TrainOptions,
): Promise<TrainingRun> {
  const options = epochs === undefined ? given : { ...given, steps: stepsOf(epochs, data, given.steps) };
  checkOptions(net, data, options);
  const recipe = recipeFor(net, options.recipe);
  const objective = objectiveOf(options.loss ?? recipe.loss);
  const { run: place, resume = false, makeStep = fastestStep } = options;
  const settings = settingsOf(options, recipe);
  const record = place && (await RunRecord.open({ net, data, place, resume, settings }));
  const says = noticesOf(options, record);
  const batches = new BatchQueue(data, options.now ?? (() => performance.now()));
  let step: TrainingStep | undefined;
  try {
    step = await makeStep(net, objective, recipe, (text) => says.warnings.add(text, text));
    const run = await new Course(net, batches, step, recipe, options, says, record).follow();
    record?.log(`The run ends after ${run.steps} steps: ${run.stopped}. ${timesOf(run)}`);
    return run;
  } catch (error) {
    await attempt(() => step?.expose('last'));
    await attempt(() => record?.log(error instanceof Error ? error.message : String(error)));
    throw error;
  } finally {
    await batches.dispose();
    step?.dispose();
    await record?.close();
  }
}

function timesOf({ seconds, history }: TrainingRun): string {
  const waited = history.reduce((sum, { waitedSeconds }) => sum + waitedSeconds, 0);
  return `It took ${seconds.toFixed(1)} s and waited ${waited.toFixed(1)} s of them for data.`;
}

/** Work after a failure: where it fails too, the first error is the one to tell. */
async function attempt(work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch {}
}
