import type { Batch } from '../types';
import type { StepResult } from './trainingStep';

/** A step of a training as `onStep` hears of it. */
export interface StepReport extends StepResult {
  /** From 0. */
  step: number;
  /** How much of the run is done, 0 to 1. */
  progress: number;
  learningRate: number;
  /** Since the run began, without the time between a stop and its resumption. */
  seconds: number;
  /**
   * For how long this step's batch kept training waiting. Making it counts where it is made on this thread (data in
   * memory), though a GPU may have been at work meanwhile.
   */
  waitedSeconds: number;
}

/** A look at the validation set during training. */
export interface ValidationReport {
  /** Steps done. */
  step: number;
  values: Record<string, number>;
  /** Which samples, and by which protocol, where the validation tells. */
  measuredOn?: string;
}

/** The best value that validation found so far. */
export interface Best {
  /** Steps done when it was found. */
  step: number;
  value: number;
}

/** What `train` did. */
export interface TrainingRun {
  /** Every step since the run's beginning, also those before it was resumed. */
  history: StepReport[];
  validations: ValidationReport[];
  /** What went wrong or differently than asked for, also before the run was resumed. */
  warnings: string[];
  /** What the run leaves out because it was not given, such as the perceptual term of Eq. 1. */
  notes: string[];
  /** Steps done. */
  steps: number;
  seconds: number;
  stopped: 'finished' | 'interrupted' | 'time' | 'no improvement';
  /** Undefined without validation. */
  best: Best | undefined;
  /** Undefined where the run was not kept. */
  folder: string | undefined;
}

/** The loss or its gradient stopped being a number; the network holds the weights from before that step. */
export class DivergedError extends Error {
  override name = 'DivergedError';

  /** Indices of the batch's samples in their set, where the data tells them. */
  readonly samples: readonly number[] | undefined;
  /** Files of these samples, where they are on disk. */
  readonly names: readonly string[] | undefined;

  constructor(
    readonly step: number,
    { loss, gradientNorm, learningRate }: { loss: number; gradientNorm: number; learningRate: number },
    batch: Pick<Batch, 'samples' | 'names'>,
    /** Folder of the last checkpoint, where there is one. */
    readonly checkpoint: string | undefined,
  ) {
    super(
      `Training diverged at step ${step}${onSamples(batch)}: ` +
        `the loss is ${loss} and the norm of its gradient ${gradientNorm}. ` +
        'The weights are kept as they were before that step' +
        `${checkpoint ? `; the last good checkpoint is ${checkpoint}` : ''}. Lower the learning rate (now ` +
        `${learningRate.toPrecision(2)}), clip the gradient (recipe "practical" does), or look for NaN in the data.`,
    );
    this.samples = batch.samples;
    this.names = batch.names;
  }
}

function onSamples({ samples, names }: Pick<Batch, 'samples' | 'names'>): string {
  if (!samples) return '';
  const each = samples.map((sample, i) => (names?.[i] === undefined ? sample : `${sample} (${names[i]})`));
  return `, on a batch of the samples ${each.join(', ')}`;
}
