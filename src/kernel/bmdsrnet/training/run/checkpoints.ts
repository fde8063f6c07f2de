import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RestorationNetwork } from '../../types';
import type { StepState } from '../trainingStep';
import { type Position, readCheckpoint, weightsOf, writeCheckpoint } from './checkpoint';
import { UNFINISHED } from './durable';

/** A checkpoint on disk. */
export interface CheckpointEntry {
  /** Steps done when it was made. */
  step: number;
  folder: string;
  /** The weights that the run would have ended with there, for `loadWeights`. */
  weights: string;
}

/** A checkpoint that can't be used, and the one to take instead. */
export class CheckpointError extends Error {
  override name = 'CheckpointError';

  constructor(
    readonly folder: string,
    /** Steps of the newest whole checkpoint before it, for `resume`. */
    readonly previous: number | undefined,
    cause: Error,
  ) {
    super(
      `The checkpoint ${folder} can't be used: ${cause.message}. ` +
        (previous === undefined
          ? 'There is no whole checkpoint before it: start the run again in another folder.'
          : `The one before, of step ${previous}, is whole: go on from it with \`resume: ${previous}\`.`),
      { cause },
    );
  }
}

/** The checkpoints in a run's folder. */
export class Checkpoints {
  private readonly folder: string;

  constructor(runFolder: string) {
    this.folder = path.join(runFolder, 'checkpoints');
  }

  /** In order of their steps. */
  async list(): Promise<CheckpointEntry[]> {
    const names = await readdir(this.folder).catch(() => []);
    const steps = names.flatMap((name) => /^step-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
    return steps.sort((a, b) => a - b).map((step) => this.entry(step));
  }

  /** Writes a checkpoint and removes all but the last `keep` and the best one. */
  async write(
    net: RestorationNetwork,
    state: StepState,
    position: Position,
    keep: number,
  ): Promise<CheckpointEntry> {
    const entry = this.entry(position.step);
    await writeCheckpoint(entry.folder, net, state, position);
    const others = (await this.list()).filter(({ step }) => step !== position.best?.step);
    await remove(others.slice(0, -keep).filter(({ step }) => step !== position.step));
    return entry;
  }

  /**
   * Reads the last checkpoint, or that of a step; null where there is none at all.
   * @throws CheckpointError when it is damaged; RangeError when there is none of that step
   */
  async read(
    net: RestorationNetwork,
    step?: number,
  ): Promise<{ entry: CheckpointEntry; state: StepState; position: Position } | null> {
    const all = await this.list();
    const entry = step === undefined ? all.at(-1) : all.find((one) => one.step === step);
    if (!entry) {
      if (step === undefined) return null;
      const known = all.map((one) => one.step).join(', ') || 'none';
      throw new RangeError(`${this.folder} has no checkpoint of step ${step}. There are: ${known}.`);
    }
    try {
      return { entry, ...(await readCheckpoint(entry.folder, net)) };
    } catch (error) {
      const before = all.filter((one) => one.step < entry.step).reverse();
      for (const { step: previous, folder } of before) {
        const whole = await readCheckpoint(folder, net).catch(() => null);
        if (whole) throw new CheckpointError(entry.folder, previous, error as Error);
      }
      throw new CheckpointError(entry.folder, undefined, error as Error);
    }
  }

  /** Removes what lies after a step that a run goes on from, and what a killed process left unfinished. */
  async removeAfter(step: number): Promise<void> {
    await remove((await this.list()).filter((entry) => entry.step > step));
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (name.startsWith(UNFINISHED))
        await rm(path.join(this.folder, name), { recursive: true, force: true });
    }
  }

  entry(step: number): CheckpointEntry {
    const folder = path.join(this.folder, `step-${String(step).padStart(8, '0')}`);
    return { step, folder, weights: weightsOf(folder) };
  }
}

async function remove(entries: readonly CheckpointEntry[]): Promise<void> {
  for (const { folder } of entries) await rm(folder, { recursive: true, force: true });
}
