import type { Batch, Scale } from '../types';

/**
 * Where batches come from. The same step always gives the same batch, so that a run can be repeated, and the number
 * of the next step is all that a checkpoint has to know of the data and its random stream.
 */
export interface TrainingData {
  scale: Scale;
  description: string;
  /** Steps in which every sample is drawn once, for a length in epochs. */
  stepsPerEpoch?: number;
  /** Stands for the files that batches are made of: another one where a file was replaced. */
  fingerprint?(): Promise<string>;
  /** The batch of a step, from 0. `train` disposes it. It is asked for while the step before it runs. */
  batch(step: number): Batch | Promise<Batch>;
}

export function disposeBatch({ blurred, frames, sharp }: Batch): void {
  blurred.dispose();
  frames?.dispose();
  sharp.dispose();
}
