import path from 'node:path';
import { trainingBatches } from '../data';
import { type RecipeName, type StepReport, train } from '../training';
import type { RestorationNetwork, SampleSource } from '../types';

/** How long and with what each network of an experiment is trained: the same for all, so that they can be compared. */
export interface ExperimentTraining {
  steps: number;
  /** Default `practical`; `paper-table` needs the patience of `paper`. */
  recipe?: RecipeName;
  /** Samples in a batch. Default 4. */
  batch?: number;
  /** Side of the square LR patches. Default 32; 128 in the paper. */
  lrPatch?: number;
}

/**
 * Trains one network of an experiment in a run folder of its own, from where an earlier call with the same folder was
 * stopped.
 */
export async function trainOn(
  net: RestorationNetwork,
  training: SampleSource,
  { steps, recipe = 'practical', batch = 4, lrPatch = 32 }: ExperimentTraining,
  place: { folder: string; name: string; seed: number },
  watch: { signal?: AbortSignal | undefined; onStep?: (report: StepReport) => void } = {},
): Promise<void> {
  const data = trainingBatches(training, { batch, lrPatch, seed: place.seed });
  const run = await train(net, data, {
    steps,
    recipe,
    run: { folder: path.join(place.folder, place.name) },
    resume: true,
    ...(watch.signal && { signal: watch.signal }),
    ...(watch.onStep && { onStep: watch.onStep }),
  });
  // A half-trained network must not get into a table.
  if (run.stopped === 'interrupted') {
    throw new Error(
      `The experiment was stopped after ${run.steps} of ${steps} steps of ${net.name}. Start it again with the ` +
        `folder ${place.folder} to go on from there.`,
    );
  }
}
