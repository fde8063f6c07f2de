import type { LossTerm } from '../losses';
import type { Batch, RestorationNetwork } from '../types';
import type { Objective } from './objective';

/** What one training step measured. */
export interface StepResult {
  loss: number;
  /** The terms of the loss before weighing; without those of streams that the network does not have. */
  terms: Partial<Record<LossTerm, number>>;
  /** Global norm of the gradient before clipping. */
  gradientNorm: number;
}

/** What a step keeps from one call to the next, each vector over all weights in the order of `variables`. */
export interface StepState {
  /** Updates made. */
  updates: number;
  weights: Float32Array;
  /** Of Adam. */
  firstMoment: Float32Array;
  secondMoment: Float32Array;
  /** The moving average of the weights, where the recipe asks for one. */
  average: Float32Array | null;
}

/** What every step of a run has in common. */
export interface StepSettings {
  /** Largest global norm of the gradient; Infinity for none. */
  clipNorm: number;
  /** Longest memory of the moving average of the weights; 0 for no average. */
  averageDecay: number;
}

/** Forward, backward, clipping, Adam and moving average of one network, however they are computed. */
export interface TrainingStep {
  /** How it is computed; may change with the first `apply`. */
  readonly computed: 'compiled' | 'eager';
  /**
   * One step. Where the loss or the norm of its gradient is not finite, nothing is updated: weights and optimiser
   * stay as they were, and the result says what was found. The batch stays the caller's.
   */
  apply(batch: Batch, learningRate: number): Promise<StepResult>;
  /**
   * Puts the last weights into the network's variables, or their average where there is one. The next `apply` goes
   * on from the last weights in either case.
   */
  expose(which: 'last' | 'average'): void | Promise<void>;
  /** A copy of everything that later steps depend on. */
  state(): Promise<StepState>;
  /** Goes on from a state, bit for bit; the network's variables become its weights. */
  restore(state: StepState): void;
  /** Frees what the step keeps; the network's variables stay. */
  dispose(): void;
}

/** A way to compute a training step, such as `compiledStep` or `eagerStep`. */
export type MakeStep = (
  net: RestorationNetwork,
  objective: Objective,
  settings: StepSettings,
  /** Hears of what makes it slower or different than asked for. */
  warn?: (text: string) => void,
) => TrainingStep | Promise<TrainingStep>;
