/**
 * What `import ... from 'bmdsrnet'` gives a cell: the networks with their training and evaluation, TensorFlow.js, and
 * `show`. A bundle of its own, loaded on first use; the runner awaits `compute()` before an `import` gets it, and what
 * runs a network awaits it too, because `require` can't wait.
 */
import * as tf from '@tensorflow/tfjs';
import * as core from '../bmdsrnet';
import { type ComputeChoice, startCompute } from '../compute';
import { displayHost } from '../display/host';
import { announceCompute } from './computeHook';

export * from '../bmdsrnet';
export {
  bicubicUpsample,
  compile,
  countCost,
  describeCompute,
  exportOnnx,
  memory,
  pixelShuffle,
  resizeBilinear,
  resizeNearest,
} from '../compute';
export { show } from '../display';
export { tf };

/** The compute backend in use; the first call chooses it. Rejects where a backend was asked for that does not work. */
export async function compute(): Promise<ComputeChoice> {
  const choice = await startCompute();
  announceCompute(choice);
  return choice;
}

/** In a cell, the stop button ends long calls between two steps. */
const interruptible = <T extends { signal?: AbortSignal }>(options: T | undefined): T => {
  const signal = displayHost().signal();
  return { ...(signal ? { signal } : {}), ...options } as T;
};

/** Chooses the backend first, and stops with the cell. Options are the last argument. */
function ready<A extends unknown[], R>(
  run: (...args: A) => Promise<R>,
  options: number,
): (...args: A) => Promise<R> {
  return async (...args) => {
    args[options] = interruptible(args[options] as { signal?: AbortSignal } | undefined);
    await compute();
    return run(...args);
  };
}

export const train: typeof core.train = ready(core.train, 2);
export const resumeTraining: typeof core.resumeTraining = ready(core.resumeTraining, 3);
export const evaluate: typeof core.evaluate = ready(core.evaluate, 2);
export const compareMethods: typeof core.compareMethods = ready(core.compareMethods, 2);
export const restore: typeof core.restore = ready(core.restore, 2);
export const restoreFiles: typeof core.restoreFiles = ready(core.restoreFiles, 2);
export const ablation: typeof core.ablation = ready(core.ablation, 0);
export const comparison: typeof core.comparison = ready(core.comparison, 0);
export const fitLinearUpsampler: typeof core.fitLinearUpsampler = ready(core.fitLinearUpsampler, 1);
export const proceduralSamples: typeof core.proceduralSamples = (options) =>
  core.proceduralSamples(interruptible(options));
