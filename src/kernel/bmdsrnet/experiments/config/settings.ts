import type { Preset } from '../../networks';
import type { TrainingPlan } from '../trainingPlan';
import { refusal } from './refusal';

/** What decides which networks an experiment's folder holds: one folder has one of it. */
export interface ExperimentSettings {
  experiment: 'ablation' | 'comparison';
  preset: Preset;
  recipe: string;
  /** The recipe in numbers; of a perceptual term its weight. */
  training: unknown;
  batch: number;
  lrPatch: number;
  /** `60 steps` or `400 epochs`. */
  length: string;
}

export function settingsOf(
  experiment: ExperimentSettings['experiment'],
  preset: Preset,
  { recipeName, recipe, length, batch, lrPatch }: TrainingPlan,
): ExperimentSettings {
  return {
    experiment,
    preset,
    recipe: recipeName,
    training: JSON.parse(JSON.stringify(recipe)), // without functions, as it is read again
    batch,
    lrPatch,
    length: 'steps' in length ? `${length.steps} steps` : `${length.epochs} epochs`,
  };
}

/**
 * A training that was finished may be made longer only where the rate does not depend on the whole length.
 * @throws Error that lists the differences and says what to do
 */
export function requireSame(
  folder: string,
  before: ExperimentSettings,
  now: ExperimentSettings,
  { recipe }: TrainingPlan,
): void {
  const keys = Object.keys(now) as (keyof ExperimentSettings)[]; // of an object literal
  const differing = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]));
  if (differing.length === 0) return;
  const changes = differing.map((key) => `${key} was ${text(before[key])} and is ${text(now[key])}`);
  const longer = differing.join() === 'length' ? lengthened(before.length, now.length) : undefined;
  if (longer && recipe.schedule.kind !== 'cosine' && recipe.warmupSteps === 0) return;
  throw refusal(
    folder,
    'other settings',
    changes,
    longer
      ? 'With this recipe the learning rate depends on the whole length: a finished training that is made longer is not ' +
          'the longer training. Only one with a constant rate, such as the recipe paper, goes on.'
      : '',
  );
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function lengthened(before: string, now: string): boolean {
  const [was, wasUnit] = before.split(' ');
  const [is, isUnit] = now.split(' ');
  return wasUnit === isUnit && Number(is) > Number(was);
}
