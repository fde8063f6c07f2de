import type { RestorationNetwork } from '../types';
import type { TrainingData } from './data';
import type { TrainOptions } from './options';

/** Steps in so many passes over the data, but no more than `steps`. @throws RangeError where the data does not tell */
export function stepsOf(
  epochs: number,
  { stepsPerEpoch }: TrainingData,
  steps = Number.POSITIVE_INFINITY,
): number {
  if (stepsPerEpoch === undefined)
    throw new RangeError(
      'This data does not tell its `stepsPerEpoch`: give the length of the run in `steps`.',
    );
  return Math.min(steps, Math.round(epochs * stepsPerEpoch));
}

/** @throws RangeError that names the option and says what to give */
export function checkOptions(net: RestorationNetwork, data: TrainingData, options: TrainOptions): void {
  const { steps = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = options;
  if (!(steps > 0 && seconds > 0) || (steps === Number.POSITIVE_INFINITY && seconds === steps)) {
    throw new RangeError('Say how long to train: give `steps`, `epochs` or `seconds`, each above 0.');
  }
  if (data.scale !== net.scale) {
    throw new RangeError(
      `The data is for x${data.scale} and the network for x${net.scale}. Make both the same scale.`,
    );
  }
  for (const [name, every] of [
    ['checkpointEvery', options.checkpointEvery],
    ['keep', options.keep],
    ['validate.every', options.validate?.every],
  ] as const) {
    if (every !== undefined && !(Number.isInteger(every) && every > 0))
      throw new RangeError(`\`${name}\` is ${every}; give a whole number above 0.`);
  }
  if (options.patience !== undefined && !options.validate)
    throw new RangeError('Early stopping with `patience` needs `validate`: say what to measure.');
  if (options.resume !== undefined && options.resume !== false && !(options.run && 'folder' in options.run))
    throw new RangeError('To resume, say which run: give its folder as `run: { folder }`.');
}
