import { proceduralSamples } from '../../data';
import type { ExperimentData } from './sets';

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
      kind: 'procedural',
      training: await proceduralSamples({ ...options, count: scenes }),
      test: await proceduralSamples({ ...options, count: heldOut, split: 'heldOut' }),
    };
  };
}
