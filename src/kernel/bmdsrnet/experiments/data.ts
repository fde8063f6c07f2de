import { goproLargeAll, proceduralSamples } from '../data';
import type { SampleSource, Scale } from '../types';

/** What an experiment trains and tests on at one scale. The two never share a scene. */
export interface ExperimentSets {
  training: SampleSource;
  test: SampleSource;
}

/** Sets for each scale that is asked for. */
export type ExperimentData = (scale: Scale, signal?: AbortSignal) => Promise<ExperimentSets>;

/** Size and seed of an experiment on procedural scenes. */
export interface ProceduralExperiment {
  /** Scenes to train on. Default 48. */
  scenes?: number;
  /** Scenes to test on. Default 24. */
  heldOut?: number;
  /** Side of the square LR images. Default 96. */
  lrSize?: number;
  /** Default 1. */
  seed?: number;
}

/** The embedded data: scenes that are drawn. */
export function proceduralData({
  scenes = 48,
  heldOut = 24,
  lrSize = 96,
  seed = 1,
}: ProceduralExperiment = {}): ExperimentData {
  return async (scale, signal) => {
    const options = { scale, lrWidth: lrSize, lrHeight: lrSize, seed, ...(signal && { signal }) };
    return {
      training: await proceduralSamples({ ...options, count: scenes }),
      test: await proceduralSamples({ ...options, count: heldOut, split: 'heldOut' }),
    };
  };
}

/** The paper's data: the folder of `GOPRO_Large_all`, with its sub-folders `train` and `test`. */
export function goproData(folder: string): ExperimentData {
  return async (scale) => ({
    training: await goproLargeAll(folder, { scale, split: 'train' }),
    test: await goproLargeAll(folder, { scale, split: 'test' }),
  });
}
