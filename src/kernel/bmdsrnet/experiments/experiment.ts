import path from 'node:path';
import { writeWhole } from '../data/writeWhole';
import {
  compareMethods,
  comparisonTable,
  conventionsTable,
  joinComparisons,
  type Method,
  type MethodComparison,
  perImageCsv,
  type ResultTable,
  sequenceTable,
  writeTable,
} from '../evaluation';
import { requireOneName } from '../evaluation/methods/joinComparisons';
import type { Preset } from '../networks';
import type { Scale } from '../types';
import { ConfigFile } from './config/configFile';
import { type ExperimentSettings, settingsOf } from './config/settings';
import { type ExperimentSets, proceduralData } from './data';
import { experimentFolder } from './experimentFolder';
import type { ExperimentOptions } from './experimentOptions';
import { drawFigures, evenly } from './figures/drawFigures';
import { protocolsFor } from './protocols';
import type { MeasuredRow } from './rows/keptEvaluation';
import { measureRow, type ScaleSetting } from './rows/measureRow';
import type { Row } from './rows/row';
import { describePlan, type TrainingPlan, trainingPlan } from './trainingPlan';

/** One scale of an experiment, ready to measure rows on. */
export interface ScaleRows {
  scale: Scale;
  rows: readonly Row[];
  /** Measured along with the rows and never kept: what the caller gave. */
  others?: readonly Method[];
}

/** An experiment under way: its folder, its settings, and how rows are measured and written. */
export class Experiment {
  /** Of the trainings, with the names of their rows. */
  readonly warnings: string[] = [];
  /** What the losses of the trainings left out, and whatever else was told of all tables. */
  private readonly notes = new Set<string>();
  /** Descriptions of the training sets. */
  readonly trainedOn: string[] = [];
  private done = 0;

  private constructor(
    readonly folder: string,
    readonly preset: Preset,
    readonly plan: TrainingPlan,
    private readonly options: ExperimentOptions,
    private readonly config: ConfigFile,
    /** Of rows. */
    private readonly total: number,
  ) {}

  /** @throws Error where the folder holds an experiment with other settings */
  static async open(
    name: ExperimentSettings['experiment'],
    options: ExperimentOptions,
    rows: { total: number; asked: Record<string, unknown> },
  ): Promise<Experiment> {
    const { preset = 'tiny', protocol = 'paper', lpips, validate, checkpointEvery, figures } = options;
    const plan = trainingPlan(options, preset);
    const folder = await experimentFolder(name, options.folder);
    const asked = { ...rows.asked, protocol, lpips: lpips?.protocolText, validate, checkpointEvery, figures };
    const config = await ConfigFile.open(folder, plan, settingsOf(name, preset, plan), asked);
    return new Experiment(folder, preset, plan, options, config, rows.total);
  }

  /** What one scale is trained and tested on. */
  async setsFor(scale: Scale): Promise<ExperimentSets> {
    const { data = proceduralData(), signal } = this.options;
    return data(scale, signal);
  }

  /**
   * Measures all rows of a scale.
   * @throws Error where the folder's networks saw other sets
   * @param onRow called after each, with all that were measured so far
   */
  async measure(
    { scale, rows, others = [] }: ScaleRows,
    sets: ExperimentSets,
    onRow: (soFar: MethodComparison, row: Row) => Promise<void>,
  ): Promise<MethodComparison> {
    const { lpips, signal, figures = 2, onProgress } = this.options;
    const protocols = protocolsFor(scale, this.options.protocol);
    const pictures = evenly(figures, sets.test.length);
    const fingerprints = await this.config.use(scale, sets);
    const { folder, plan } = this;
    const setting = { folder, sets, fingerprints, plan, protocols, lpips, pictures };
    requireOneName([...rows, ...others].map(({ name }) => name));
    // First, so that what does not fit is known before hours of training.
    const given = others.length > 0 ? [await this.measureOthers(others, setting)] : [];
    const parts: MethodComparison[] = [];
    this.trainedOn.push(sets.training.description);
    for (const row of rows) {
      const progress = { scale, method: row.name, total: this.total, done: this.done };
      onProgress?.(progress);
      const measured = await this.goOnLater(
        row.name,
        measureRow(row, setting, {
          signal,
          onStep: (step) => onProgress?.({ ...progress, step }),
          onImage: (done, total) => onProgress?.({ ...progress, images: { done, total } }),
          onWarning: (warning) => this.warn(`${row.name}, x${scale}: ${warning}`),
          onNote: (note) => this.tell(note),
        }),
      );
      if (row.seed !== null) await this.config.trained(row.folder);
      this.note(measured, `${row.name}, x${scale}`);
      parts.push(measured.comparison);
      this.done++;
      await onRow(joinComparisons(parts), row);
    }
    return joinComparisons([...parts, ...given]);
  }

  private measureOthers(
    others: readonly Method[],
    { sets, protocols, pictures, lpips }: ScaleSetting,
  ): Promise<MethodComparison> {
    return compareMethods(others, sets.test, {
      protocol: protocols.protocol,
      protocols: protocols.further,
      keep: pictures,
      signal: this.options.signal,
      ...(lpips && { lpips }),
    });
  }

  /** Writes what is told of one scale: methods, conventions, frames, per-image values and figures. */
  async write(comparison: MethodComparison): Promise<{ tables: ResultTable[]; figures: string[] }> {
    const at = (name: string): string => path.join(this.folder, `x${comparison.scale}-${name}`);
    const made: [string, ResultTable][] = [
      ['methods', comparisonTable(comparison)],
      ['conventions', conventionsTable(comparison)],
    ];
    if (comparison.methods.some(({ sequence }) => sequence)) made.push(['frames', sequenceTable(comparison)]);
    const tables: ResultTable[] = [];
    for (const [name, table] of made) {
      tables.push(this.noted(table));
      await writeTable(at(name), tables.at(-1)!);
    }
    await writeWhole(at('images.csv'), perImageCsv(comparison));
    const figures = await drawFigures(comparison, path.join(this.folder, 'figures'));
    return { tables, figures };
  }

  /** A table with what a reader must know of our numbers: how they were trained, on what, and what went wrong. */
  noted(table: ResultTable): ResultTable {
    const { done, total } = this;
    const notes = [
      ...table.notes,
      `Ours: preset ${this.preset}, ${describePlan(this.plan)}, trained on ${[...new Set(this.trainedOn)].join('; ')}.`,
      ...this.notes,
      ...this.warnings.map((warning) => `Warning of ${warning}`),
      ...(done < total ? [`Unfinished: ${done} of ${total} rows are measured.`] : []),
    ];
    return { ...table, notes };
  }

  /** Says of work that was stopped how to go on. */
  private async goOnLater<T>(what: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      if (!(cause instanceof Error && cause.name === 'AbortError')) throw cause;
      throw new Error(
        `The experiment was stopped while ${what} was measured. Start it again with the folder ${this.folder} to go on from there.`,
        { cause },
      );
    }
  }

  private warn(warning: string): void {
    (this.options.onWarning ?? console.warn)(warning);
  }

  /** A note below all tables, told once: trainings of one experiment leave out the same. */
  tell(note: string): void {
    if (this.notes.has(note)) return;
    this.notes.add(note);
    (this.options.onNote ?? console.info)(note);
  }

  private note({ warnings, notes }: MeasuredRow, row: string): void {
    for (const warning of warnings) this.warnings.push(`${row}: ${warning}`);
    for (const note of notes) this.notes.add(note);
  }
}
