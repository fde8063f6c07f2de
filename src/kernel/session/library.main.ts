/**
 * What `import ... from 'bmdsrnet'` gives a cell: `library.ts`, of which long calls stop with the cell. A bundle of its
 * own, loaded on first use; the runner awaits `compute()` before an `import` gets it, and what runs a network awaits it
 * too, because `require` can't wait.
 */
import * as core from '../bmdsrnet';
import { displayHost } from '../display/host';
import { compute } from './library';

export * from './library';

/** In a cell, the stop button ends long calls between two steps. `at` is where the options are among the arguments. */
function stoppable<A extends unknown[], R>(run: (...args: A) => R, at: number): (...args: A) => R {
  return (...args) => {
    const signal = displayHost().signal();
    if (signal) args[at] = { signal, ...(args[at] as object | undefined) };
    return run(...args);
  };
}

/** `stoppable` for what runs a network: the backend is chosen first. */
function ready<A extends unknown[], R>(
  run: (...args: A) => Promise<R>,
  at: number,
): (...args: A) => Promise<R> {
  return stoppable(async (...args) => {
    await compute();
    return run(...args);
  }, at);
}

export const train: typeof core.train = ready(core.train, 2);
export const resumeTraining: typeof core.resumeTraining = ready(core.resumeTraining, 3);
export const evaluate: typeof core.evaluate = ready(core.evaluate, 2);
export const compareMethods: typeof core.compareMethods = ready(core.compareMethods, 2);
export const restore: typeof core.restore = ready(core.restore, 2);
export const restoreFiles: typeof core.restoreFiles = ready(core.restoreFiles, 2);
export const ablation: typeof core.ablation = ready(core.ablation, 0);
export const comparison: typeof core.comparison = ready(core.comparison, 0);
export const resultFigures: typeof core.resultFigures = ready(core.resultFigures, 2);
export const photographFigures: typeof core.photographFigures = ready(core.photographFigures, 2);
export const fitLinearUpsampler: typeof core.fitLinearUpsampler = ready(core.fitLinearUpsampler, 1);
export const evaluateFolder: typeof core.evaluateFolder = stoppable(core.evaluateFolder, 3);
export const proceduralSamples: typeof core.proceduralSamples = stoppable(core.proceduralSamples, 0);
export const frameFolderSamples: typeof core.frameFolderSamples = stoppable(core.frameFolderSamples, 1);
export const goproLarge: typeof core.goproLarge = stoppable(core.goproLarge, 1);
export const goproLargeAll: typeof core.goproLargeAll = stoppable(core.goproLargeAll, 1);
export const inMemory: typeof core.inMemory = stoppable(core.inMemory, 1);
export const synthesise: typeof core.synthesise = stoppable(core.synthesise, 2);
export const synthesiseSets: typeof core.synthesiseSets = stoppable(core.synthesiseSets, 2);
