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
export { describeCompute, memory } from '../compute';
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

export const train: typeof core.train = async (net, data, options) => {
  const stoppable = interruptible(options);
  await compute();
  return core.train(net, data, stoppable);
};
export const resumeTraining: typeof core.resumeTraining = async (folder, net, data, options) => {
  const stoppable = interruptible(options);
  await compute();
  return core.resumeTraining(folder, net, data, stoppable);
};
export const evaluate: typeof core.evaluate = async (net, set, options) => {
  const stoppable = interruptible(options);
  await compute();
  return core.evaluate(net, set, stoppable);
};
export const restore: typeof core.restore = async (net, image, options) => {
  const stoppable = interruptible(options);
  await compute();
  return core.restore(net, image, stoppable);
};
export const proceduralSamples: typeof core.proceduralSamples = (options) =>
  core.proceduralSamples(interruptible(options));
