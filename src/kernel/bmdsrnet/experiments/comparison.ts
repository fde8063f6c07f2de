import path from 'node:path';
import {
  type Method,
  type MethodComparison,
  type ResultTable,
  table5,
  table6,
  writeTable,
} from '../evaluation';
import type { Scale } from '../types';
import type { SetKind } from './data';
import { Experiment } from './experiment';
import { writeJson } from './experimentFolder';
import type { ExperimentOptions } from './experimentOptions';
import { BASELINES, baselineRows, ourName, type Row, type RowOptions, variantRows } from './rows/row';

/** Rows of a comparison. Those that learn are trained on the same data for the same number of steps. */
export const METHODS = [...BASELINES, 'SRNet', 'BMDSRNet'] as const;
/** A method that `comparison` trains or makes by itself. */
export type MethodName = (typeof METHODS)[number];

/** Of `comparison`. */
export interface ComparisonOptions extends ExperimentOptions {
  /** Default: all. */
  methods?: readonly MethodName[];
  /** More rows, such as networks that are trained already, or folders of images from other programs. */
  others?: (scale: Scale) => readonly Method[];
}

/** What `comparison` measured, and where it lies. */
export interface Comparison {
  folder: string;
  /** One a scale. */
  comparisons: MethodComparison[];
  /**
   * Table 5 of what was not measured on LR-GOPRO, Table 6 of x4 that was, and for each scale the methods with paired
   * differences and costs, all conventions, and the seven frames where there are any.
   */
  tables: ResultTable[];
  /** Paths of PNG files like Figs. 8 to 10 and 13. */
  figures: string[];
}

/**
 * Tables 5 and 6: BMDSRNet beside the baselines and the paper's published numbers. Writes the tables as CSV, Markdown
 * and LaTeX, the per-image values as CSV, `figures/`, `config.json`, and a run folder for each training.
 * @throws Error where the folder holds an experiment with other settings or data
 */
export async function comparison(options: ComparisonOptions): Promise<Comparison> {
  const { scales = [2, 3, 4], seeds = [1], methods = METHODS, preset = 'tiny', others } = options;
  const rowsAt = (scale: Scale): Row[] =>
    methods.flatMap((method) => rowsOf(method, { scale, preset, seeds }));
  const total = scales.flatMap(rowsAt).length;
  const experiment = await Experiment.open('comparison', options, {
    total,
    asked: { scales, seeds, methods },
  });
  const compared: Comparison = { folder: experiment.folder, comparisons: [], tables: [], figures: [] };
  const perScale: ResultTable[] = [];
  const measured: OfKind[] = [];
  let paper: ResultTable[] = [];
  for (const scale of scales) {
    const sets = await experiment.setsFor(scale);
    const { kind } = sets;
    if (kind === 'LR-GOPRO' && scale !== 4)
      experiment.tell(
        `Table 6 has LR-GOPRO at ×4 alone: what is measured on it at ×${scale} stands in x${scale}-methods.`,
      );
    const update = async (soFar: MethodComparison): Promise<void> => {
      paper = await writePaperTables(experiment, [...measured, { comparison: soFar, kind }]);
    };
    const rows = { scale, rows: rowsAt(scale), others: others?.(scale) ?? [] };
    const found = await experiment.measure(rows, sets, update);
    await update(found);
    compared.comparisons.push(found);
    measured.push({ comparison: found, kind });
    const { tables, figures } = await experiment.write(found);
    perScale.push(...tables);
    compared.figures.push(...figures);
  }
  compared.tables = [...paper, ...perScale];
  await writeJson(
    path.join(experiment.folder, 'results.json'),
    compared.comparisons.map(({ pictures: _, ...rest }) => rest),
  );
  return compared;
}

/** One scale, and what it was measured on: scales may have sets of several kinds. */
interface OfKind {
  comparison: MethodComparison;
  kind: SetKind | undefined;
}

/** Numbers stand in the table of the set that they were measured on: Table 6 is of LR-GOPRO, Table 5 of other sets. */
async function writePaperTables(experiment: Experiment, measured: readonly OfKind[]): Promise<ResultTable[]> {
  const isLarge = ({ kind }: OfKind): boolean => kind === 'LR-GOPRO';
  const others = measured.filter((one) => !isLarge(one)).map(({ comparison }) => comparison);
  const x4 = measured.find((one) => isLarge(one) && one.comparison.scale === 4);
  const tables: [string, ResultTable][] = [];
  if (others.length > 0) tables.push(['table5', table5(others)]);
  if (x4) tables.push(['table6', table6(x4.comparison)]);
  const written: ResultTable[] = [];
  for (const [name, table] of tables) {
    written.push(experiment.noted(table));
    await writeTable(path.join(experiment.folder, name), written.at(-1)!);
  }
  return written;
}

function rowsOf(method: MethodName, options: RowOptions): Row[] {
  if (method === 'SRNet') return variantRows('SRNet', ourName('SRNet', options.preset), options);
  if (method === 'BMDSRNet') return variantRows('F+C+B', ourName('F+C+B', options.preset), options);
  return baselineRows(method, options);
}
