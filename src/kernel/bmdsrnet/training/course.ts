import { setImmediate } from 'node:timers/promises';
import type { LossTerm } from '../losses';
import { leftOut } from '../losses/leftOut';
import type { RestorationNetwork } from '../types';
import type { BatchQueue } from './batchQueue';
import { BestSoFar } from './bestSoFar';
import { disposeBatch } from './data';
import { HealthWatch } from './healthWatch';
import type { RunNotices } from './notices';
import type { TrainOptions } from './options';
import type { Recipe } from './recipes';
import { DivergedError, type StepReport, type TrainingRun, type ValidationReport } from './reports';
import type { RunRecord } from './run/runRecord';
import { learningRateAt } from './schedule';
import type { StepResult, TrainingStep } from './trainingStep';

/** One run from where it begins, or goes on, to its end. */
export class Course {
  private readonly run: TrainingRun;
  /** A first step was done here. */
  private begun = false;
  private readonly health: HealthWatch;
  private readonly bestSoFar: BestSoFar;
  private readonly now: () => number;
  private readonly start: number;

  constructor(
    private readonly net: RestorationNetwork,
    private readonly batches: BatchQueue,
    private readonly step: TrainingStep,
    private readonly recipe: Recipe,
    private readonly options: TrainOptions,
    private readonly says: RunNotices,
    private readonly record: RunRecord | undefined,
  ) {
    this.health = new HealthWatch(net, step, says.warnings);
    this.bestSoFar = new BestSoFar(options.best ?? 'psnr', options.patience);
    this.now = options.now ?? (() => performance.now());
    this.start = this.now();
    this.run = {
      history: [],
      validations: [],
      warnings: says.warnings.texts,
      notes: says.notes.texts,
      steps: 0,
      seconds: 0,
      stopped: 'finished',
      best: undefined,
      folder: record?.folder,
    };
    if (record?.earlier) this.goOnFrom(record.earlier);
  }

  async follow(): Promise<TrainingRun> {
    const { run } = this;
    this.warnOf(this.record?.changes ?? []);
    try {
      await this.takeSteps();
      // A run that was stopped goes on, perhaps, and is looked at then.
      if (run.stopped !== 'interrupted') await this.health.atEnd();
    } finally {
      this.health.dispose();
    }
    await this.step.expose('average');
    if (run.steps > 0) await this.checkpoint();
    run.seconds = this.elapsed();
    return run;
  }

  private async takeSteps(): Promise<void> {
    const { run, options, bestSoFar } = this;
    const { steps = Number.POSITIVE_INFINITY, signal, validate, checkpointEvery = 500 } = options;
    while (run.steps < steps) {
      await setImmediate(); // lets an interrupt, a live plot and other work in
      if (signal?.aborted || this.progress() >= 1 || bestSoFar.exhausted) {
        run.stopped = signal?.aborted ? 'interrupted' : bestSoFar.exhausted ? 'no improvement' : 'time';
        break;
      }
      const report = await this.takeStep(steps);
      run.history.push(report);
      run.steps += 1;
      await this.record?.step(report);
      await options.onStep?.(report);
      const isBest = validate !== undefined && run.steps % validate.every === 0 && (await this.validate());
      if (isBest || run.steps % checkpointEvery === 0) await this.checkpoint();
    }
  }

  private async takeStep(steps: number): Promise<StepReport> {
    const step = this.run.steps;
    const progress = this.progress();
    const learningRate = learningRateAt(this.recipe, step, progress, steps);
    const { batch, waitedSeconds } = await this.batches.take(step);
    try {
      const next = step + 1 < steps ? step + 1 : undefined;
      const result = await this.batches.during(next, () => this.step.apply(batch, learningRate));
      if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradientNorm)) {
        throw new DivergedError(step, { ...result, learningRate }, batch, this.record?.lastCheckpoint);
      }
      await this.afterFirstStep(result);
      await this.health.afterStep(step, batch.blurred);
      return { step, progress, ...result, learningRate, seconds: this.elapsed(), waitedSeconds };
    } finally {
      disposeBatch(batch);
    }
  }

  private warnOf(changes: readonly string[]): void {
    for (const change of changes) {
      this.says.warnings.add(
        change,
        `This is not the run that was begun: ${change}. It goes on with what is given now.`,
      );
    }
  }

  /** What only a first step shows: how it is computed, and what the loss does without. */
  private async afterFirstStep({ terms }: StepResult): Promise<void> {
    const { options, recipe, says } = this;
    if (this.begun) return;
    this.begun = true;
    this.warnOf((await this.record?.computed(this.step.computed)) ?? []);
    if (options.loss) return;
    const names = Object.keys(terms) as LossTerm[]; // made of names of terms
    for (const { kind, text } of leftOut(recipe.loss, names)) says.notes.add(kind, text);
  }

  /** Whether the validated value is the best so far. */
  private async validate(): Promise<boolean> {
    const { net, run, options } = this;
    const validate = options.validate!;
    await this.step.expose('average');
    const { measuredOn } = validate;
    const values = await validate.run(net, run.steps);
    const report: ValidationReport = {
      step: run.steps,
      values,
      ...(measuredOn !== undefined && { measuredOn }),
    };
    run.validations.push(report);
    const isBest = this.bestSoFar.sees(run.steps, report.values);
    run.best = this.bestSoFar.best;
    if (this.record) await this.record.validation(report, (await validate.images?.(net, run.steps)) ?? {});
    await options.onValidation?.(report);
    return isBest;
  }

  private async checkpoint(): Promise<void> {
    const { record, run, bestSoFar } = this;
    if (!record || record.has(run.steps)) return;
    await record.checkpoint(this.net, await this.step.state(), {
      step: run.steps,
      seconds: this.elapsed(),
      best: bestSoFar.best ?? null,
      waited: bestSoFar.waited,
      warnings: this.says.warnings.all,
      notes: this.says.notes.all,
    });
  }

  private goOnFrom({ state, position, metrics }: NonNullable<RunRecord['earlier']>): void {
    const { run } = this;
    this.step.restore(state);
    run.history = metrics.steps;
    run.validations = metrics.validations;
    run.steps = position.step;
    this.bestSoFar.restore(position.best ?? undefined, position.waited);
    run.best = this.bestSoFar.best;
    this.says.warnings.restore(position.warnings);
    this.says.notes.restore(position.notes);
  }

  /** Seconds of training, with those before the run was resumed. */
  private elapsed(): number {
    return (this.record?.earlier?.position.seconds ?? 0) + (this.now() - this.start) / 1000;
  }

  private progress(): number {
    const { steps = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = this.options;
    return Math.max(this.run.steps / steps, this.elapsed() / seconds);
  }
}
