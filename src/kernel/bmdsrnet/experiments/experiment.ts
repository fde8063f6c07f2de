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
import type { LPIPS, Protocol } from '../metrics';
import type { Preset } from '../networks';
import type { StepReport } from '../training';
import type { Scale } from '../types';
import { type ExperimentData, type ExperimentSets, proceduralData } from './data';
import { ConfigFile, type ExperimentSettings, settingsOf } from './experimentConfig';
import { experimentFolder } from './experimentFolder';
import { drawFigures, evenly } from './figures/drawFigures';
import { type ProtocolName, protocolsFor } from './protocols';
import type { MeasuredRow } from './rows/keptEvaluation';
import { measureRow } from './rows/measureRow';
import type { Row } from './rows/row';
import { describePlan, type ExperimentTraining, type TrainingPlan, trainingPlan } from './trainingPlan';

/** What `ablation` and `comparison` have in common. */
export interface ExperimentOptions extends ExperimentTraining {
  /** Default: the embedded procedural scenes. */
  data?: ExperimentData;
  /** Default `tiny`. */
  preset?: Preset;
  /** Default 2, 3 and 4. */
  scales?: readonly Scale[];
  /** Of initial weights and of the order of the data; each is a training of its own. Default [1]. */
  seeds?: readonly number[];
  /** Of the tables; the others are measured besides. Default `paper`: RGB, 1.5 x scale pixels cut, 3-D SSIM. */
  protocol?: ProtocolName | Protocol;
  /** From `loadLPIPS`; without it LPIPS is left out. */
  lpips?: LPIPS;
  /** How many samples are drawn as figures. Default 2. */
  figures?: number;
  /**
   * Named again, it goes on where it was stopped; more seeds, scales and rows may be asked for, other settings are
   * refused. Default a new one in `runs/`.
   */
  folder?: string;
  signal?: AbortSignal;
  onProgress?(progress: ExperimentProgress): void;
  /** Trouble in a training. Default: the console. All warnings are among the notes of the tables too. */
  onWarning?(warning: string): void;
}

export interface ExperimentProgress {
  scale: Scale;
  /** Name of the row. */
  method: string;
  /** Rows done, and how many there are. */
  done: number;
  total: number;
  /** The last step of the training under way; absent between trainings. */
  step?: StepReport;
}

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

  /** The sets of one scale, which the folder's earlier trainings must have seen too. */
  async setsFor(scale: Scale): Promise<ExperimentSets> {
    const { data = proceduralData(), signal } = this.options;
    return data(scale, signal);
  }

  /**
   * Measures all rows of a scale.
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
    const parts: MethodComparison[] = [];
    this.trainedOn.push(sets.training.description);
    for (const row of rows) {
      const progress = { scale, method: row.name, total: this.total, done: this.done };
      onProgress?.(progress);
      const measured = await measureRow(row, setting, {
        signal,
        onStep: (step) => onProgress?.({ ...progress, step }),
        onWarning: (warning) => this.warn(`${row.name}, x${scale}: ${warning}`),
      });
      this.note(measured, `${row.name}, x${scale}`);
      parts.push(measured.comparison);
      this.done++;
      await onRow(joinComparisons(parts), row);
    }
    if (others.length > 0) {
      const { protocol, further } = protocols;
      const options = { protocol, protocols: further, keep: pictures, signal, ...(lpips && { lpips }) };
      parts.push(await compareMethods(others, sets.test, options));
    }
    return joinComparisons(parts);
  }

  /** Writes what is told of one scale: methods, conventions, frames, per-image values and figures. */
  async write(comparison: MethodComparison): Promise<{ tables: ResultTable[]; figures: string[] }> {
    const at = (name: string): string => path.join(this.folder, `x${comparison.scale}-${name}`);
    const tables: [string, ResultTable][] = [
      ['methods', this.noted(comparisonTable(comparison))],
      ['conventions', conventionsTable(comparison)],
    ];
    if (comparison.methods.some(({ sequence }) => sequence))
      tables.push(['frames', sequenceTable(comparison)]);
    for (const [name, table] of tables) await writeTable(at(name), table);
    await writeWhole(at('images.csv'), perImageCsv(comparison));
    const figures = await drawFigures(comparison, path.join(this.folder, 'figures'));
    return { tables: tables.map(([, table]) => table), figures };
  }

  /** A table with what a reader must know of our numbers: how they were trained, on what, and what went wrong. */
  noted(table: ResultTable): ResultTable {
    const { done, total } = this;
    const notes = [
      ...table.notes,
      `Ours: preset ${this.preset}, ${describePlan(this.plan)}, trained on ${[...new Set(this.trainedOn)].join('; ')}.`,
      ...this.warnings.map((warning) => `Warning of ${warning}`),
      ...(done < total ? [`Unfinished: ${done} of ${total} rows are measured.`] : []),
    ];
    return { ...table, notes };
  }

  private warn(warning: string): void {
    (this.options.onWarning ?? console.warn)(warning);
  }

  private note({ warnings }: MeasuredRow, row: string): void {
    for (const warning of warnings) this.warnings.push(`${row}: ${warning}`);
  }
}
