import type { SampleSource, Scale } from '../../types';

/**
 * What the samples of an experiment are. `LR-GOPRO` is the set of Table 6: the published blurred and sharp images of
 * GOPRO_Large, without LR frames.
 */
export type SetKind =
  | 'procedural'
  | 'GOPRO_Large_all'
  | 'LR-GOPRO'
  | 'frames'
  | 'pairs'
  | 'sharp images'
  | 'synthesised';

/**
 * What an experiment trains and tests on at one scale. The two never share an image, nor a sequence where there are
 * several.
 */
export interface ExperimentSets {
  training: SampleSource;
  test: SampleSource;
  /** Decides which of the paper's tables the numbers belong to; of data of one's own it may be left out. */
  kind?: SetKind;
}

/** Sets for each scale that is asked for. */
export type ExperimentData = (scale: Scale, signal?: AbortSignal) => Promise<ExperimentSets>;
