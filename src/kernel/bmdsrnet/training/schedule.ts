/** How the learning rate changes after warm-up. */
export type Schedule =
  /** The same rate throughout. */
  | { kind: 'constant' }
  /** A half cosine from the rate to `final`, reached when training ends (Loshchilov & Hutter 2017). */
  | { kind: 'cosine'; final: number }
  /** The rate times `factor` after every so many steps. */
  | { kind: 'step'; every: number; factor: number };

/** A learning rate over a whole run. */
export interface LearningRate {
  /** After warm-up. */
  learningRate: number;
  schedule: Schedule;
  /** Steps over which the rate rises from near zero (at most a tenth of the run). */
  warmupSteps: number;
}

/**
 * The learning rate of a step: linear warm-up times the schedule.
 *
 * @param step from 0
 * @param progress how much of the run is done, 0 to 1: of its steps or of its time, whichever ends it first
 * @param totalSteps Infinity where only time ends the run
 */
export function learningRateAt(
  { learningRate, schedule, warmupSteps }: LearningRate,
  step: number,
  progress: number,
  totalSteps: number,
): number {
  const warmup = Math.min(warmupSteps, totalSteps / 10);
  return Math.min(1, (step + 1) / (warmup + 1)) * scheduled(learningRate, schedule, step, progress);
}

function scheduled(top: number, schedule: Schedule, step: number, progress: number): number {
  switch (schedule.kind) {
    case 'constant':
      return top;
    case 'cosine':
      return schedule.final + 0.5 * (top - schedule.final) * (1 + Math.cos(Math.PI * Math.min(1, progress)));
    case 'step':
      return top * schedule.factor ** Math.floor(step / schedule.every);
  }
}
