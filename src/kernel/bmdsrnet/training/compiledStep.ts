import * as tf from '@tensorflow/tfjs';
import { type Compiled, compile, type Values } from '../../compute';
import { freeing } from '../freeing';
import type { LossTerm } from '../losses';
import type { Batch, RestorationNetwork } from '../types';
import { assignFlat, flatten } from './flat';
import type { Objective } from './objective';
import { stepFunction, stepScalars } from './stepFunction';
import { readState } from './stepState';
import type { StepResult, StepSettings, StepState, TrainingStep } from './trainingStep';

/** Weights of the network are captured; the tensors of a batch come first, then the three scalars of a step. */
type Step = Compiled<tf.Tensor[], tf.Tensor>;

/**
 * A step that runs as one compiled graph on onnxruntime: the same computation as `eagerStep`, several times as fast
 * on a CPU. Between steps weights live outside TensorFlow.js; `expose` brings them into the network's variables.
 */
export function compiledStep(
  net: RestorationNetwork,
  objective: Objective,
  settings: StepSettings,
  /** Hears of constants and random numbers that were baked into the graph. */
  warn: (text: string) => void = console.warn,
): TrainingStep {
  return new CompiledStep(net, objective, settings, warn);
}

/** What the optimiser remembers, as variables, so that the graph can change them. */
interface Memory {
  firstMoment: tf.Variable<tf.Rank.R1>;
  secondMoment: tf.Variable<tf.Rank.R1>;
  average: tf.Variable<tf.Rank.R1> | undefined;
}

class CompiledStep implements TrainingStep {
  readonly computed = 'compiled';
  private updates = 0;
  private names: LossTerm[] = [];
  private readonly memory: Memory;
  private readonly step: Step;
  /** Where the newest weights are. */
  private newest: 'graph' | 'variables' = 'variables';
  /** The last weights while the network shows their average. */
  private hidden: tf.Tensor1D | null = null;

  constructor(
    private readonly net: RestorationNetwork,
    objective: Objective,
    private readonly settings: StepSettings,
    warn: (text: string) => void,
  ) {
    this.memory = tf.tidy(() => {
      const weights = flatten(net.variables);
      const variable = (value: tf.Tensor1D) => tf.variable(value, false);
      return {
        firstMoment: variable(tf.zerosLike(weights)),
        secondMoment: variable(tf.zerosLike(weights)),
        average: settings.averageDecay > 0 ? variable(weights) : undefined,
      };
    });
    const { firstMoment, secondMoment, average } = this.memory;
    const compute = stepFunction(net, objective, settings);
    const record = (...inputs: tf.Tensor[]): tf.Tensor => {
      const [rate, epsilon, blend] = inputs.splice(-3) as tf.Scalar[];
      const [blurred, sharp, frames = null] = inputs as tf.Tensor4D[];
      const next = compute(
        { blurred: blurred!, sharp: sharp!, frames },
        { rate: rate!, epsilon: epsilon!, blend: blend! },
        { firstMoment, secondMoment, average },
      );
      assignFlat(net.variables, next.weights);
      firstMoment.assign(next.firstMoment);
      secondMoment.assign(next.secondMoment);
      if (next.average) average?.assign(next.average);
      this.names = next.names;
      return next.report;
    };
    this.step = compile(record, { onWarning: warn });
  }

  async apply({ blurred, sharp, frames }: Batch, learningRate: number): Promise<StepResult> {
    if (this.newest === 'variables') {
      this.showLast();
      await this.step.load();
    }
    const { rate, epsilon, blend } = stepScalars(this.updates, learningRate, this.settings.averageDecay);
    const images = frames ? [blurred, sharp, frames] : [blurred, sharp];
    const { results, accept } = await this.step.attempt(...images, rate, epsilon, blend);
    const [loss = Number.NaN, gradientNorm = Number.NaN, ...values] = (results as Values).data;
    if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) {
      accept();
      this.updates += 1;
      this.newest = 'graph';
      this.hidden?.dispose();
      this.hidden = null;
    }
    const terms = Object.fromEntries(this.names.map((name, i) => [name, values[i]!]));
    return { loss, gradientNorm, terms };
  }

  expose(which: 'last' | 'average'): void {
    this.bringBack();
    const { variables } = this.net;
    const { average } = this.memory;
    if (which === 'last') this.showLast();
    else if (average && !this.hidden) {
      this.hidden = flatten(variables);
      assignFlat(variables, average);
    }
  }

  async state(): Promise<StepState> {
    this.bringBack();
    const weights = this.hidden ?? flatten(this.net.variables);
    try {
      return await readState(this.updates, weights, this.memory);
    } finally {
      if (weights !== this.hidden) weights.dispose();
    }
  }

  restore({ updates, weights, firstMoment, secondMoment, average }: StepState): void {
    this.hidden?.dispose();
    this.hidden = null;
    tf.tidy(() => {
      assignFlat(this.net.variables, tf.tensor1d(weights));
      this.memory.firstMoment.assign(tf.tensor1d(firstMoment));
      this.memory.secondMoment.assign(tf.tensor1d(secondMoment));
      if (average) this.memory.average?.assign(tf.tensor1d(average));
    });
    this.updates = updates;
    this.newest = 'variables';
  }

  dispose(): void {
    const { firstMoment, secondMoment, average } = this.memory;
    for (const variable of [firstMoment, secondMoment, average]) variable?.dispose();
    this.hidden?.dispose();
    void freeing('The compiled step', () => this.step.dispose());
  }

  private bringBack(): void {
    if (this.newest !== 'graph') return;
    this.step.sync();
    this.newest = 'variables';
  }

  private showLast(): void {
    if (!this.hidden) return;
    assignFlat(this.net.variables, this.hidden);
    this.hidden.dispose();
    this.hidden = null;
  }
}
