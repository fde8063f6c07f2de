import { makeSample } from '../../../../../src/kernel/bmdsrnet/data';
import type { ExperimentData } from '../../../../../src/kernel/bmdsrnet/experiments';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';
import type { RgbImage, SampleSet, Scale } from '../../../../../src/kernel/bmdsrnet/types';

export function picture(seed: number, size: number): RgbImage {
  const random = createRandom(seed);
  return {
    width: size,
    height: size,
    data: Float32Array.from({ length: size * size * 3 }, () => random.uniform()),
  };
}

/** Samples of LR noise of 12x12 pixels: enough to train a step on, and for the filters of the linear upsampler. */
function noiseSet(scale: Scale, seed: number, count: number): SampleSet {
  const samples = Array.from({ length: count }, (_, n) =>
    makeSample(
      Array.from({ length: 7 }, (_, i) => picture(100 * seed + 10 * n + i, 12 * scale)),
      scale,
    ),
  );
  return { scale, length: count, at: (i) => samples[i]!, description: `${count} noise images` };
}

/** @param seed of the training set: sets of other seeds have the same description */
export function noiseData(seed = 1, count = 2): ExperimentData {
  return async (scale) => ({ training: noiseSet(scale, seed, count), test: noiseSet(scale, 9, 1) });
}

/** A small experiment's options. */
export const small = { data: noiseData(), steps: 2, batch: 1, lrPatch: 8, scales: [2], figures: 1 } as const;
