import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Preset } from '../networks';
import type { Scale } from '../types';
import type { ExperimentSets } from './data';
import { fingerprint, type SetFingerprint } from './data/fingerprint';
import { environment } from './environment';
import { writeJson } from './experimentFolder';
import type { TrainingPlan } from './trainingPlan';

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

/** What an experiment's `config.json` holds. */
export interface ExperimentConfig {
  version: 1;
  /** ISO 8601. */
  created: string;
  settings: ExperimentSettings;
  /** What may differ when the folder is named again: rows, scales, seeds, protocols, how often to look and to keep. */
  asked: Record<string, unknown>;
  /** By scale, such as `x4`. */
  data: Record<string, { training: SetFingerprint; test: SetFingerprint }>;
  environment: Record<string, string | number | null>;
}

const CONFIG = 'config.json';

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

/** The `config.json` of an experiment under way: it refuses a folder whose networks were trained otherwise. */
export class ConfigFile {
  private constructor(
    private readonly folder: string,
    private readonly config: ExperimentConfig,
  ) {}

  /** @throws Error that lists the differences and says what to do */
  static async open(
    folder: string,
    plan: TrainingPlan,
    settings: ExperimentSettings,
    asked: Record<string, unknown>,
  ): Promise<ConfigFile> {
    const found = await readConfig(folder);
    if (found) requireSame(folder, found.settings, settings, plan);
    const config: ExperimentConfig = {
      version: 1,
      created: found?.created ?? new Date().toISOString(),
      settings,
      asked: JSON.parse(JSON.stringify(asked)),
      data: found?.data ?? {},
      environment: environment(),
    };
    const file = new ConfigFile(folder, config);
    await file.write();
    return file;
  }

  /**
   * Notes what one scale is trained and tested on.
   * @throws Error where the folder's networks saw other data
   */
  async use(
    scale: Scale,
    { training, test }: ExperimentSets,
  ): Promise<{ training: SetFingerprint; test: SetFingerprint }> {
    const now = { training: await fingerprint(training), test: await fingerprint(test) };
    const before = this.config.data[`x${scale}`];
    if (before) {
      const changes = (['training', 'test'] as const).flatMap((part) =>
        changesOf(before[part], now[part]).map((change) => `${part} data at x${scale}: ${change}`),
      );
      if (changes.length > 0) throw refusal(this.folder, 'other data', changes);
    }
    this.config.data[`x${scale}`] = now;
    await this.write();
    return now;
  }

  private write(): Promise<void> {
    return writeJson(path.join(this.folder, CONFIG), this.config);
  }
}

function changesOf(before: SetFingerprint, now: SetFingerprint): string[] {
  if (before.description !== now.description)
    return [`was "${before.description}" and is "${now.description}"`];
  if (before.samples !== now.samples) return [`had ${before.samples} samples and has ${now.samples}`];
  return before.pixels === now.pixels
    ? []
    : [`is called the same, "${now.description}", but its images are others`];
}

function requireSame(
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

function refusal(folder: string, what: string, changes: readonly string[], why = ''): Error {
  return new Error(
    `${folder} holds an experiment with ${what}:\n${changes.map((change) => `  ${change}`).join('\n')}\n` +
      `${why && `${why}\n`}Name another folder, or give what it was begun with to go on with it.`,
  );
}

async function readConfig(folder: string): Promise<ExperimentConfig | undefined> {
  const file = path.join(folder, CONFIG);
  if (!existsSync(file)) {
    const names = await readdir(folder);
    const run = names.find((name) => existsSync(path.join(folder, name, CONFIG)));
    if (run === undefined) return undefined;
    throw new Error(
      `${folder} holds trainings, such as ${run}, but no ${CONFIG} that says what they are of. Name another folder.`,
    );
  }
  let config: ExperimentConfig | undefined;
  try {
    config = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} is damaged: it is not JSON. Restore it, or name another folder.`, { cause });
  }
  if (config?.settings?.experiment) return config;
  throw new Error(`${folder} holds a run or something else, but no experiment. Name another folder.`);
}
