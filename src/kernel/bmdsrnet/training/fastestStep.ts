import { execution } from '../../compute';
import { reason } from '../data/fileErrors';
import type { Batch, RestorationNetwork } from '../types';
import { compiledStep } from './compiledStep';
import { eagerStep } from './eagerStep';
import type { Objective } from './objective';
import type { StepResult, StepSettings, StepState, TrainingStep } from './trainingStep';

/**
 * The fastest step for the current backend, see `execution`: compiled on a processor, operation by operation on a GPU.
 * What can't be compiled (an operation without a lowering in a loss of one's own) runs eagerly, and `warn` hears why.
 */
export function fastestStep(
  net: RestorationNetwork,
  objective: Objective,
  settings: StepSettings,
  warn: (text: string) => void = () => {},
): TrainingStep {
  if (!execution().compiled) return eagerStep(net, objective, settings);
  return new CompiledIfPossible(net, objective, settings, warn);
}

class CompiledIfPossible implements TrainingStep {
  private step: TrainingStep;
  /** What to begin from, until the first step has shown that the graph runs. */
  private begin: StepState | undefined;
  private runs = false;

  constructor(
    private readonly net: RestorationNetwork,
    private readonly objective: Objective,
    private readonly settings: StepSettings,
    private readonly warn: (text: string) => void,
  ) {
    this.step = compiledStep(net, objective, settings, warn);
  }

  get computed(): TrainingStep['computed'] {
    return this.step.computed;
  }

  async apply(batch: Batch, learningRate: number): Promise<StepResult> {
    if (!this.runs) {
      try {
        const result = await this.step.apply(batch, learningRate);
        this.runs = true;
        return result;
      } catch (error) {
        this.warn(`Training runs eagerly, which is slower: the step can't be compiled (${reason(error)}).`);
        this.step.dispose();
        this.step = eagerStep(this.net, this.objective, this.settings);
        if (this.begin) this.step.restore(this.begin);
        this.runs = true;
      }
    }
    return this.step.apply(batch, learningRate);
  }

  restore(state: StepState): void {
    this.begin = state;
    this.step.restore(state);
  }

  expose(which: 'last' | 'average'): void | Promise<void> {
    return this.step.expose(which);
  }

  state(): Promise<StepState> {
    return this.step.state();
  }

  dispose(): void {
    this.step.dispose();
  }
}
