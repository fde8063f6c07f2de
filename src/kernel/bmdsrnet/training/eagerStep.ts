import * as tf from '@tensorflow/tfjs';
import type { LossTerm } from '../losses';
import type { Batch, RestorationNetwork } from '../types';
import { assignFlat, flatten } from './flat';
import type { Objective } from './objective';
import { type OptimiserMemory, stepFunction, stepScalars } from './stepFunction';
import { readState } from './stepState';
import type { StepResult, StepSettings, StepState, TrainingStep } from './trainingStep';

/** A step that runs operation by operation on the current TensorFlow.js backend. */
export function eagerStep(
  net: RestorationNetwork,
  objective: Objective,
  settings: StepSettings,
): TrainingStep {
  return new EagerStep(net, objective, settings);
}

class EagerStep implements TrainingStep {
  readonly computed = 'eager';
  private updates = 0;
  private memory: OptimiserMemory;
  /** The last weights while the network shows their average. */
  private hidden: tf.Tensor1D | null = null;
  private readonly compute: ReturnType<typeof stepFunction>;

  constructor(
    private readonly net: RestorationNetwork,
    objective: Objective,
    private readonly settings: StepSettings,
  ) {
    this.compute = stepFunction(net, objective, settings);
    this.memory = tf.tidy(() => {
      const weights = flatten(net.variables);
      return {
        firstMoment: tf.zerosLike(weights),
        secondMoment: tf.zerosLike(weights),
        average: settings.averageDecay > 0 ? weights : undefined,
      };
    });
  }

  async apply(batch: Batch, learningRate: number): Promise<StepResult> {
    this.expose('last');
    const { rate, epsilon, blend } = stepScalars(this.updates, learningRate, this.settings.averageDecay);
    let names: LossTerm[] = [];
    const next = tf.tidy(() => {
      const scalars = { rate: tf.scalar(rate), epsilon: tf.scalar(epsilon), blend: tf.scalar(blend) };
      const { names: found, ...tensors } = this.compute(batch, scalars, this.memory);
      names = found;
      return tensors;
    });
    const { weights, report, ...memory } = next;
    const [loss = Number.NaN, gradientNorm = Number.NaN, ...values] = await report.data();
    if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) {
      assignFlat(this.net.variables, weights);
      disposeMemory(this.memory);
      this.memory = memory;
      this.updates += 1;
    } else {
      disposeMemory(memory);
    }
    tf.dispose([weights, report]);
    const terms: StepResult['terms'] = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
    return { loss, gradientNorm, terms };
  }

  expose(which: 'last' | 'average'): void {
    const { variables } = this.net;
    if (which === 'average' && !this.hidden && this.memory.average) {
      this.hidden = flatten(variables);
      assignFlat(variables, this.memory.average);
    } else if (which === 'last' && this.hidden) {
      assignFlat(variables, this.hidden);
      this.hidden.dispose();
      this.hidden = null;
    }
  }

  async state(): Promise<StepState> {
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
    disposeMemory(this.memory);
    this.memory = {
      firstMoment: tf.tensor1d(firstMoment),
      secondMoment: tf.tensor1d(secondMoment),
      average: average ? tf.tensor1d(average) : undefined,
    };
    tf.tidy(() => assignFlat(this.net.variables, tf.tensor1d(weights)));
    this.updates = updates;
  }

  dispose(): void {
    disposeMemory(this.memory);
    this.hidden?.dispose();
  }
}

function disposeMemory({ firstMoment, secondMoment, average }: OptimiserMemory): void {
  tf.dispose([firstMoment, secondMoment]);
  average?.dispose();
}
