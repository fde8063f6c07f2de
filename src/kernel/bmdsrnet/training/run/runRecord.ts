import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { writePng } from '../../data';
import { reason } from '../../data/fileErrors';
import { FolderLock } from '../../folderLock';
import type { RestorationNetwork, RgbImage } from '../../types';
import type { TrainingData } from '../data';
import type { RunPlace } from '../options';
import type { StepReport, ValidationReport } from '../reports';
import { EventFile } from '../tensorBoard/eventFile';
import type { StepState } from '../trainingStep';
import type { Position } from './checkpoint';
import { Checkpoints } from './checkpoints';
import { writeWholeFile } from './durable';
import { MetricsFile, type RunMetrics, readMetrics } from './metricsFile';
import { differences, type RunConfig, readRunConfig, runConfig, type TrainingSettings } from './runConfig';
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
    try {
      const config = runConfig(net, data, settings);
      const checkpoints = new Checkpoints(folder);
      const found = await checkpoints.read(net, typeof resume === 'number' ? resume : undefined);
      const start = found?.position.step ?? 0;
      return await writing(folder, async () => {
        const changes = exists ? differences(await readRunConfig(folder), config) : [];
        if (!exists) await writeConfig(folder, config);
        await checkpoints.removeAfter(start);
        const metrics = await MetricsFile.open(folder);
        if (exists) await metrics.resumed(start);
        const events = settings.tensorBoard
          ? await EventFile.create(path.join(folder, 'tensorboard'), start)
          : undefined;
        const earlier = found && { ...found, metrics: await readMetrics(folder) };
        const files = { checkpoints, metrics, events, lock };
        const record = new RunRecord(folder, earlier, changes, settings, files);
        record.lastCheckpoint = found?.entry.folder;
        record.checkpointed = found?.entry.step;
        const { name, parameters } = config.network;
        const begun = exists ? `goes on from step ${start}` : 'begins';
        await record.log(`The run ${begun}: ${name}, ${parameters} parameters, on ${data.description}.`);
        for (const change of changes) await record.log(`Since the run began: ${change}.`);
        return record;
      });
    } catch (error) {
      await lock.release();
      throw error;
    }
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
    const { step, values } = report;
    await writing(this.folder, async () => {
      await this.files.metrics.validation(report);
      const tags = Object.entries(values).map(([name, value]) => [`validation/${name}`, value] as const);
      await this.files.events?.scalars(step, Object.fromEntries(tags));
      for (const [name, image] of Object.entries(images)) {
        await writePng(
          path.join(this.folder, 'images', `step-${String(step).padStart(8, '0')}-${name}.png`),
          image,
        );
      }
      const words = Object.entries(values).map(([name, value]) => `${name} ${value.toPrecision(6)}`);
      await this.log(`Validation after ${step} steps: ${words.join(', ')}.`);
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

  async log(text: string): Promise<void> {
    await appendFile(path.join(this.folder, 'run.log'), `${new Date().toISOString()} ${text}\n`);
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
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    throw new Error(
      `The run could not be written to ${folder}: ${reason(cause)}. Make room or choose another place; ` +
        'what was written before is whole, and the run goes on from its last checkpoint with `resume: true`.',
      { cause },
    );
  }
}
