import path from 'node:path';
import { trainingBatches } from '../data';
import type { Protocol } from '../metrics';
import { type StepReport, type TrainingRun, train, validateOn } from '../training';
import type { RestorationNetwork, SampleSource } from '../types';
import type { ExperimentSets } from './data';
import type { TrainingPlan } from './trainingPlan';

export interface TrainingPlace {
  /** Of the experiment. */
  folder: string;
  /** Of the run in it. */
  name: string;
  /** Of the order of the data. */
  seed: number;
}

export interface TrainingWatch {
  signal?: AbortSignal | undefined;
  onStep?: (report: StepReport) => void;
  /** Images measured after the training. */
  onImage?: (done: number, total: number) => void;
  onWarning?: (warning: string) => void;
  onNote?: (note: string) => void;
}

/** Steps of a training on a set. */
export function stepsOf({ length, batch }: TrainingPlan, training: SampleSource): number {
  if ('steps' in length) return length.steps;
  return Math.max(1, Math.round(length.epochs * Math.ceil(training.length / batch)));
}

/**
 * Trains one network of an experiment in a run folder of its own, from where an earlier call with the same folder was
 * stopped.
 * @throws Error when it was stopped, or the folder holds a longer training
 */
export async function trainOn(
  net: RestorationNetwork,
  { training, test }: ExperimentSets,
  plan: TrainingPlan,
  protocol: Protocol,
  { folder, name, seed }: TrainingPlace,
  { signal, onStep, onWarning, onNote }: TrainingWatch = {},
): Promise<TrainingRun> {
  const { recipe, batch, lrPatch, validate, checkpointEvery } = plan;
  const data = trainingBatches(training, { batch, lrPatch, seed });
  const steps = stepsOf(plan, training);
  const run = await train(net, data, {
    steps,
    recipe,
    run: { folder: path.join(folder, name) },
    resume: true,
    ...(validate && { validate: validateOn(test, { samples: 16, ...validate, protocol }) }),
    ...(checkpointEvery !== undefined && { checkpointEvery }),
    ...(signal && { signal }),
    ...(onStep && { onStep }),
    ...(onWarning && { onWarning }),
    ...(onNote && { onNote }),
  }).finally(() => data.close?.());
  // A half-trained network must not get into a table, nor one that was trained longer than the table says.
  if (run.stopped === 'interrupted') {
    throw new Error(
      `The experiment was stopped after ${run.steps} of ${steps} steps of ${net.name}. Start it again with the ` +
        `folder ${folder} to go on from there.`,
    );
  }
  if (run.steps !== steps) {
    throw new Error(
      `${path.join(folder, name)} holds a training of ${run.steps} steps, but ${steps} were asked for. Name another folder.`,
    );
  }
  return run;
}
