import type { Batch, SampleSet, SampleSource, Scale } from '../../types';
import { type FileSamples, isFileSamples } from '../files/fileSamples';
import { firstFile } from '../files/sampleFiles';
import { TaskPool, type ThreadOptions } from '../threads/taskPool';
import { epochDraws, viewRandom } from './draw';
import { Prefetch } from './prefetch';
import { stackPatches } from './stack';
import { cutPatch, drawView, type Patch } from './view';

/** How samples become batches: their size, where patches are cut, how they are varied. */
export interface BatchOptions extends ThreadOptions {
  /** Samples in a batch. Default 4, as in the paper. */
  batch?: number;
  /** Side of the square LR patch, 128 in the paper; the HR patch is `scale` times as large. */
  lrPatch: number;
  /** Default 1. */
  seed?: number;
  /** Random flips, quarter turns and reversal of the frames (the static-to-dynamic loss does not mind). Default true. */
  augment?: boolean;
  /** Batches that threads make ahead where samples are on disk; each takes memory. Default 3. */
  prefetch?: number;
}

/** An endless supply of training batches; batch `step` depends only on the set, the options and the step. */
export interface TrainingBatches {
  scale: Scale;
  description: string;
  /** Steps in which every sample is drawn once. */
  stepsPerEpoch: number;
  /** Stands for the files of a set on disk: another one where a file was replaced. */
  fingerprint?(): Promise<string>;
  batch(step: number): Batch | Promise<Batch>;
  /** Ends the threads that read ahead, where the set is on disk. */
  close?(): Promise<void>;
}

/** Batches of a set in memory are there at once. */
export interface MemoryBatches extends TrainingBatches {
  batch(step: number): Batch;
}

/** Batches that are read from disk. The threads end by themselves some time after the last batch. */
export interface FileBatches extends TrainingBatches {
  batch(step: number): Promise<Batch>;
  /** Ends the threads now. */
  close(): Promise<void>;
}

/**
 * Random aligned LR and HR patches of a set, every sample once an epoch. Samples on disk are read and degraded in
 * worker threads, ahead of their use; the batches are the same whatever the number of threads, and the same as those
 * of the set `inMemory`.
 */
export function trainingBatches(set: SampleSet, options: BatchOptions): MemoryBatches;
export function trainingBatches(set: FileSamples, options: BatchOptions): FileBatches;
export function trainingBatches(set: SampleSource, options: BatchOptions): TrainingBatches;
export function trainingBatches(set: SampleSource, options: BatchOptions): TrainingBatches {
  const { batch = 4, lrPatch, seed = 1, augment = true } = options;
  for (const [name, value] of Object.entries({ batch, lrPatch })) {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name} must be a whole number from 1, not ${value}`);
  }
  if (set.length === 0) throw new RangeError('the set is empty: there is nothing to make batches of');
  const settings = { ...options, batch, seed, augment };
  return {
    scale: set.scale,
    description: `${set.description}; batches of ${batch}, LR patch ${lrPatch}${augment ? ', augmented' : ''}, seed ${seed}`,
    stepsPerEpoch: Math.ceil(set.length / batch),
    ...(set.fingerprint && { fingerprint: () => set.fingerprint!() }),
    ...(isFileSamples(set) ? fromFiles(set, settings) : fromSource(set, settings)),
  };
}

type Settings = Required<Omit<BatchOptions, 'prefetch' | keyof ThreadOptions>> & BatchOptions;

function fromSource(set: SampleSource, { batch, lrPatch, seed, augment }: Settings) {
  const draws = epochDraws(seed, set.length, batch);
  return {
    batch: (step: number): Batch | Promise<Batch> => {
      const samples = draws.indices(step);
      const patches = samples.map((index, n): Patch | Promise<Patch> => {
        const sample = set.at(index);
        const random = viewRandom(seed, step, n);
        const cut = (ready: Awaited<typeof sample>): Patch =>
          cutPatch(ready, drawView(random, ready.blurred, lrPatch, augment, `sample ${index}`), set.scale);
        return sample instanceof Promise ? sample.then(cut) : cut(sample);
      });
      const ready = patches.filter((patch): patch is Patch => !(patch instanceof Promise));
      const stack = (all: readonly Patch[]): Batch => ({ ...stackPatches(all), samples });
      return ready.length === batch ? stack(ready) : Promise.all(patches).then(stack);
    },
  };
}

function fromFiles(set: FileSamples, { batch, lrPatch, seed, augment, prefetch = 3, ...threads }: Settings) {
  const draws = epochDraws(seed, set.length, batch);
  // A compiled step holds the thread that hands tasks out: threads need enough for the batch after it.
  const pool = new TaskPool({ ...threads, depth: batch });
  const patch = (step: number, index: number, n: number): Promise<Patch> =>
    pool.run('readPatch', {
      files: set.files[index]!,
      settings: set.degradation,
      side: lrPatch,
      augment,
      seed,
      step,
      n,
    });
  const ahead = new Prefetch<Patch[]>(
    prefetch,
    (step) => Promise.all(draws.indices(step).map((index, n) => patch(step, index, n))),
    () => pool.drop(new Error('another batch was asked for')),
  );
  return {
    batch: async (step: number): Promise<Batch> => ({
      ...stackPatches(await ahead.get(step)),
      samples: draws.indices(step),
      names: draws.indices(step).map((index) => firstFile(set.files[index]!)),
    }),
    close: () => pool.close(),
  };
}
