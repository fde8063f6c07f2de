import type { LPIPS, Protocol } from '../metrics';
import type { Preset } from '../networks';
import type { StepReport } from '../training';
import type { Scale } from '../types';
import type { ExperimentData } from './data';
import type { ProtocolName } from './protocols';
import type { ExperimentTraining } from './trainingPlan';

/** What `ablation` and `comparison` have in common. */
export interface ExperimentOptions extends ExperimentTraining {
  /** Default: the embedded procedural scenes. */
  data?: ExperimentData;
  /** Default `tiny`. */
  preset?: Preset;
  /** Default 2, 3 and 4. */
  scales?: readonly Scale[];
  /** Of initial weights and of the order of the data; each is a training of its own. Default [1]. */
  seeds?: readonly number[];
  /** Of the tables; the others are measured besides. Default `paper`: RGB, 1.5 x scale pixels cut, 3-D SSIM. */
  protocol?: ProtocolName | Protocol;
  /** From `loadLPIPS`; without it LPIPS is left out. */
  lpips?: LPIPS;
  /** How many samples are drawn as figures. Default 2. */
  figures?: number;
  /**
   * Named again, it goes on where it was stopped; more seeds, scales and rows may be asked for, other settings are
   * refused. Default a new one in `runs/`.
   */
  folder?: string;
  signal?: AbortSignal;
  onProgress?(progress: ExperimentProgress): void;
  /** Trouble in a training. Default: the console. All warnings are among the notes of the tables too. */
  onWarning?(warning: string): void;
  /**
   * What the losses of the trainings leave out, and numbers that stand in no table of the paper; once each. Default: the
   * console. All of it is among the notes of the tables too.
   */
  onNote?(note: string): void;
}

/** How far an experiment is. */
export interface ExperimentProgress {
  scale: Scale;
  /** Name of the row. */
  method: string;
  /** Rows done, and how many there are. */
  done: number;
  total: number;
  /** The last step of the training under way; absent between trainings. */
  step?: StepReport;
  /** Images of the test set that are measured; absent before. */
  images?: { done: number; total: number };
}
