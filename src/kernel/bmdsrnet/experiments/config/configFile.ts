import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Environment, environment } from '../../environment';
import { type RunConfig, readRunConfig } from '../../training/run/runConfig';
import type { Scale } from '../../types';
import type { ExperimentSets } from '../data';
import { writeJson } from '../experimentFolder';
import type { TrainingPlan } from '../trainingPlan';
import { changesOf, fingerprint, type SetFingerprint } from './fingerprint';
import { refusal } from './refusal';
import { type ExperimentSettings, requireSame } from './settings';

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
  environment: Environment;
  /** How the steps of each training are computed, by the folder of its run. */
  steps: Record<string, RunConfig['environment']['steps']>;
}

const CONFIG = 'config.json';

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
      steps: found?.steps ?? {},
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

  /** Notes how the steps of a training were computed, as its run tells. */
  async trained(run: string): Promise<void> {
    const { environment } = await readRunConfig(path.join(this.folder, run));
    this.config.steps[run] = environment.steps;
    await this.write();
  }

  private write(): Promise<void> {
    return writeJson(path.join(this.folder, CONFIG), this.config);
  }
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
