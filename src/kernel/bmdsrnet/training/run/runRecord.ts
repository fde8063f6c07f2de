import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { writePng } from '../../data';
import { reason } from '../../data/fileErrors';
import { FolderLock } from '../../folderLock';
import type { RestorationNetwork, RgbImage } from '../../types';
import type { TrainingData } from '../data';
import type { RunPlace } from '../options';
import type { StepReport, ValidationReport } from '../reports';
import { EventFile } from '../tensorBoard/eventFile';
import type { StepState, TrainingStep } from '../trainingStep';
import type { Position } from './checkpoint';
import { Checkpoints } from './checkpoints';
import { differences, stepDifferences } from './differences';
import { writeWholeFile } from './durable';
import { MetricsFile, type RunMetrics, readMetrics } from './metricsFile';
import { type RunConfig, readRunConfig, runConfig, type TrainingSettings } from './runConfig';
import { holdsRun, makeRunFolder } from './runFolder';

/** What an earlier process left of a run, up to the checkpoint from which it goes on. */
export interface Earlier {
  state: StepState;
  position: Position;
  metrics: RunMetrics;
}

export interface OpenRecord {
  net: RestorationNetwork;
  data: TrainingData;
  place: RunPlace;
  resume: boolean | number;
  settings: TrainingSettings;
}

interface Files {
  checkpoints: Checkpoints;
  metrics: MetricsFile;
  events: EventFile | undefined;
  lock: FolderLock;
}

/** Everything that a run writes into its folder. */
export class RunRecord {
  /** Folder of the last whole checkpoint. */
  lastCheckpoint: string | undefined;
  private checkpointed: number | undefined;

  private constructor(
    readonly folder: string,
    /** From where the run goes on; null where it begins. */
    readonly earlier: Earlier | null,
    /** What differs from how the run was begun, as sentences. */
    readonly changes: readonly string[],
    private readonly settings: TrainingSettings,
    private readonly files: Files,
    /** With which the run was begun. */
    private config: RunConfig,
  ) {}

  static async open({ net, data, place, resume, settings }: OpenRecord): Promise<RunRecord> {
    const folder = await makeRunFolder(place);
    const exists = holdsRun(folder);
    if (exists && resume === false) {
      throw new Error(
        `${folder} already holds a run. Go on with it with \`resume: true\`, or choose another folder.`,
      );
    }
    const lock = await writing(folder, () => FolderLock.take(folder));
    const opened: (MetricsFile | EventFile)[] = [];
    try {
      const config = await runConfig(net, data, settings);
      const checkpoints = new Checkpoints(folder);
      const found = await checkpoints.read(net, typeof resume === 'number' ? resume : undefined);
      const start = found?.position.step ?? 0;
      return await writing(folder, async () => {
        const begunAs = exists ? await readRunConfig(folder) : config;
        const changes = differences(begunAs, config);
        if (!exists) await writeConfig(folder, config);
        await checkpoints.removeAfter(start);
        const metrics = await MetricsFile.open(folder);
        opened.push(metrics);
        if (exists) await metrics.resumed(start);
        const events = settings.tensorBoard
          ? await EventFile.create(path.join(folder, 'tensorboard'), start)
          : undefined;
        if (events) opened.push(events);
        const earlier = found && { ...found, metrics: await readMetrics(folder) };
        const files = { checkpoints, metrics, events, lock };
        const record = new RunRecord(folder, earlier, changes, settings, files, begunAs);
        record.lastCheckpoint = found?.entry.folder;
        record.checkpointed = found?.entry.step;
        const { name, parameters } = config.network;
        const begun = exists ? `goes on from step ${start}` : 'begins';
        record.log(`The run ${begun}: ${name}, ${parameters} parameters, on ${data.description}.`);
        record.log(settings.loss);
        return record;
      });
    } catch (error) {
      for (const file of opened) await file.close().catch(() => {}); // the first error is the one to tell
      await lock.release();
      throw error;
    }
  }

  /** Notes how steps are computed once a first one has shown it. What differs from how the run was begun, as sentences. */
  async computed(steps: TrainingStep['computed']): Promise<string[]> {
    const { config } = this;
    if (config.environment.steps !== null) return stepDifferences(config, steps);
    this.config = { ...config, environment: { ...config.environment, steps } };
    await writing(this.folder, () => writeConfig(this.folder, this.config));
    return [];
  }

  async step(report: StepReport): Promise<void> {
    const { step, loss, terms, gradientNorm, learningRate } = report;
    await writing(this.folder, async () => {
      await this.files.metrics.step(report);
      await this.files.events?.scalars(step, {
        loss,
        gradientNorm,
        learningRate,
        ...Object.fromEntries(Object.entries(terms).map(([name, value]) => [`loss/${name}`, value])),
      });
    });
  }

  async validation(report: ValidationReport, images: Record<string, RgbImage>): Promise<void> {
    const { step, values, measuredOn } = report;
    await writing(this.folder, async () => {
      await this.files.metrics.validation(report);
      const tags = Object.entries(values).map(([name, value]) => [`validation/${name}`, value] as const);
      if (measuredOn !== undefined)
        await this.files.events?.textOnce(step, 'validation/measured on', measuredOn);
      await this.files.events?.scalars(step, Object.fromEntries(tags));
      for (const [name, image] of Object.entries(images)) {
        await writePng(
          path.join(this.folder, 'images', `step-${String(step).padStart(8, '0')}-${name}.png`),
          image,
        );
      }
      const words = Object.entries(values).map(([name, value]) => `${name} ${value.toPrecision(6)}`);
      this.log(
        `Validation after ${step} steps: ${words.join(', ')}${measuredOn === undefined ? '' : `, on ${measuredOn}`}.`,
      );
    });
  }

  /** Whether there is a checkpoint of this many steps already. */
  has(step: number): boolean {
    return this.checkpointed === step;
  }

  async checkpoint(net: RestorationNetwork, state: StepState, position: Position): Promise<void> {
    await writing(this.folder, async () => {
      await this.files.metrics.sync();
      const { folder } = await this.files.checkpoints.write(net, state, position, this.settings.keep);
      this.lastCheckpoint = folder;
      this.checkpointed = position.step;
    });
  }

  /** Adds a line to `run.log`, which is there whatever ends the process after it. */
  log(text: string): void {
    try {
      appendFileSync(path.join(this.folder, 'run.log'), `${new Date().toISOString()} ${text}\n`);
    } catch (cause) {
      throw unwritten(this.folder, cause);
    }
  }

  async close(): Promise<void> {
    await this.files.metrics.close();
    await this.files.events?.close();
    await this.files.lock.release();
  }
}

async function writeConfig(folder: string, config: RunConfig): Promise<void> {
  await writeWholeFile(path.join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
}

/** Says of what the operating system refuses to write whose files they were, and what to do. */
async function writing<T>(folder: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    throw unwritten(folder, cause);
  }
}

function unwritten(folder: string, cause: unknown): unknown {
  if (!(cause instanceof Error && 'code' in cause)) return cause;
  return new Error(
    `The run could not be written to ${folder}: ${reason(cause)}. Make room or choose another place; ` +
      'what was written before is whole, and the run goes on from its last checkpoint with `resume: true`.',
    { cause },
  );
}
