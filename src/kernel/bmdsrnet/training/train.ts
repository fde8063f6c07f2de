import { setImmediate } from 'node:timers/promises';
import type { LossTerm } from '../losses';
import type { Batch, RestorationNetwork, Scale } from '../types';
import { eagerStep } from './eagerStep';
import { findTroubles, type Trouble } from './health';
import { objectiveOf } from './objective';
import { RECIPES, type Recipe, type RecipeName } from './recipes';
import { learningRateAt } from './schedule';

/** Where batches come from. The same step always gives the same batch, so that a run can be repeated. */
export interface TrainingData {
  scale: Scale;
  description: string;
  /** The batch of a step, from 0. `train` disposes it. */
  batch(step: number): Batch | Promise<Batch>;
}

export interface StepReport {
  /** From 0. */
  step: number;
  /** How much of the run is done, 0 to 1. */
  progress: number;
  loss: number;
  /** The terms of the loss before weighing; without those of streams that the network does not have. */
  terms: Partial<Record<LossTerm, number>>;
  gradientNorm: number;
  learningRate: number;
  /** Since the run began. */
  seconds: number;
}

export interface ValidationReport {
  step: number;
  values: Record<string, number>;
}

export interface TrainOptions {
  /** Ends the run after so many steps. At least one of `steps` and `seconds` is needed. */
  steps?: number;
  /** Ends the run, and its learning-rate schedule, after so much time. */
  seconds?: number;
  /** Default: `practical`. */
  recipe?: RecipeName | Recipe;
  /** Stops between two steps when aborted. */
  signal?: AbortSignal;
  onStep?(report: StepReport): void | Promise<void>;
  /** Called once for each kind of trouble found on the way. */
  onWarning?(warning: string): void;
  /** Called every so many steps, with the averaged weights in the network. */
  validate?: {
    every: number;
    run(net: RestorationNetwork, step: number): Record<string, number> | Promise<Record<string, number>>;
  };
  /** Clock in milliseconds. */
  now?: () => number;
}

export interface TrainingRun {
  history: StepReport[];
  validations: ValidationReport[];
  warnings: string[];
  steps: number;
  seconds: number;
  stopped: 'finished' | 'interrupted' | 'time';
}

/** The loss or its gradient stopped being a number; the network holds the weights from before that step. */
export class DivergedError extends Error {
  override name = 'DivergedError';

  constructor(
    readonly step: number,
    loss: number,
    gradientNorm: number,
    learningRate: number,
  ) {
    super(
      `Training diverged at step ${step}: the loss is ${loss} and the norm of its gradient ${gradientNorm}. ` +
        `The weights are kept as they were before that step. Lower the learning rate (now ` +
        `${learningRate.toPrecision(2)}), clip the gradient (recipe "practical" does), or look for NaN in the data.`,
    );
  }
}

/** Steps after which a network that learns has left its base, and between two looks for trouble later. */
const FIRST_LOOK = 20;
const LOOK_EVERY = 500;

/**
 * Trains all weights of a network together with Adam. When it returns, however it was stopped, the network holds
 * the averaged weights if the recipe asks for an average, else the last ones.
 *
 * @throws DivergedError when the loss or its gradient is not finite
 */
export async function train(
  net: RestorationNetwork,
  data: TrainingData,
  options: TrainOptions,
): Promise<TrainingRun> {
  const { steps = Number.POSITIVE_INFINITY, seconds: budget = Number.POSITIVE_INFINITY, signal } = options;
  checkLength(steps, budget);
  if (data.scale !== net.scale) {
    throw new RangeError(
      `The data is for x${data.scale} and the network for x${net.scale}. Make both the same scale.`,
    );
  }
  const recipe: Recipe =
    typeof options.recipe === 'object' ? options.recipe : RECIPES[options.recipe ?? 'practical'];
  const now = options.now ?? (() => performance.now());
  const start = now();
  const elapsed = (): number => (now() - start) / 1000;
  const run: TrainingRun = {
    history: [],
    validations: [],
    warnings: [],
    steps: 0,
    seconds: 0,
    stopped: 'finished',
  };

  const known = new Set<Trouble['kind']>();
  const training = eagerStep(net, objectiveOf(recipe.loss), recipe);
  try {
    for (let step = 0; step < steps; step++) {
      await setImmediate(); // lets an interrupt, a live plot and other work in
      const progress = Math.max(step / steps, elapsed() / budget);
      if (signal?.aborted || progress >= 1) {
        run.stopped = signal?.aborted ? 'interrupted' : 'time';
        break;
      }
      const learningRate = learningRateAt(recipe, step, progress, steps);
      const batch = await data.batch(step);
      let report: StepReport;
      try {
        const { loss, gradientNorm, terms } = await training.apply(batch, learningRate);
        if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
          throw new DivergedError(step, loss, gradientNorm, learningRate);
        }
        report = { step, progress, loss, terms, gradientNorm, learningRate, seconds: elapsed() };
        if (step === FIRST_LOOK || (step > 0 && step % LOOK_EVERY === 0)) {
          warnOnce(run, known, await findTroubles(net, batch.blurred), options.onWarning);
        }
      } finally {
        disposeBatch(batch);
      }
      run.history.push(report);
      run.steps = step + 1;
      await options.onStep?.(report);

      const { validate } = options;
      if (validate && run.steps % validate.every === 0) {
        training.expose('average');
        run.validations.push({ step: run.steps, values: await validate.run(net, run.steps) });
      }
    }
    training.expose('average');
  } finally {
    training.dispose();
  }
  run.seconds = elapsed();
  return run;
}

function disposeBatch({ blurred, frames, sharp }: Batch): void {
  blurred.dispose();
  frames?.dispose();
  sharp.dispose();
}

function checkLength(steps: number, seconds: number): void {
  if (!(steps > 0 && seconds > 0) || (steps === Number.POSITIVE_INFINITY && seconds === steps)) {
    throw new RangeError('Say how long to train: give `steps`, `seconds`, or both, each above 0.');
  }
}

function warnOnce(
  run: TrainingRun,
  known: Set<Trouble['kind']>,
  troubles: Trouble[],
  onWarning?: (warning: string) => void,
): void {
  for (const { kind, text } of troubles) {
    if (known.has(kind)) continue;
    known.add(kind);
    run.warnings.push(text);
    onWarning?.(text);
  }
}
