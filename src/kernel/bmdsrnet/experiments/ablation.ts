import path from 'node:path';
import {
  type AblationResult,
  ablationTable,
  type MethodComparison,
  type ResultTable,
  writeTable,
} from '../evaluation';
import { groupBy } from '../evaluation/groups';
import { VARIANTS, type Variant } from '../networks';
import { Experiment } from './experiment';
import { writeJson } from './experimentFolder';
import type { ExperimentOptions } from './experimentOptions';
import { BASELINES, type Baseline, baselineRows, type Row, type RowOptions, variantRows } from './rows/row';

/** Of `ablation`. */
export interface AblationOptions extends ExperimentOptions {
  /** Default: all four of Table 4. */
  variants?: readonly Variant[];
  /** Rows above the variants. Default: all of `BASELINES`; of them MSRResNet is trained as the variants are. */
  baselines?: readonly Baseline[];
}

/** What `ablation` measured, and where it lies. */
export interface Ablation {
  folder: string;
  results: AblationResult[];
  /** Table 4. */
  table: ResultTable;
  /** One a scale. */
  comparisons: MethodComparison[];
  /** For each scale the methods with paired differences and costs, all conventions, and the seven frames. */
  tables: ResultTable[];
  /** Paths of PNG files like Figs. 7 and 13. */
  figures: string[];
}

/**
 * Table 4: trains the variants of BMDSRNet and the baselines on the same data for the same number of steps and measures
 * them on the same held-out samples. Writes `table4.{csv,md,tex}` after each row, for each scale `x<scale>-*` (methods, conventions,
 * frames, per-image values), `figures/`, `config.json`, `results.json`, and a run folder for each training.
 * @throws Error where the folder holds an experiment with other settings or data
 */
export async function ablation(options: AblationOptions): Promise<Ablation> {
  const { scales = [2, 3, 4], seeds = [1], preset = 'tiny' } = options;
  const { variants = Object.keys(VARIANTS) as Variant[], baselines = BASELINES } = options;
  const rowsAt = (scale: RowOptions['scale']): { method: string; rows: Row[] }[] => [
    ...baselines.flatMap((baseline) => together(baselineRows(baseline, { scale, preset, seeds }))),
    ...variants.map((method) => ({
      method,
      rows: variantRows(method, variantName(method), { scale, preset, seeds }),
    })),
  ];
  const total = scales.flatMap(rowsAt).reduce((sum, { rows }) => sum + rows.length, 0);
  const asked = { scales, seeds, variants, baselines };
  const experiment = await Experiment.open('ablation', options, { total, asked });
  const done: AblationResult[] = [];
  const ablated: Ablation = {
    folder: experiment.folder,
    results: done,
    table: ablationTable([], preset),
    comparisons: [],
    tables: [],
    figures: [],
  };
  for (const scale of scales) {
    const groups = rowsAt(scale);
    const sets = await experiment.setsFor(scale);
    const earlier = [...done];
    const comparison = await experiment.measure(
      { scale, rows: groups.flatMap(({ rows }) => rows) },
      sets,
      async (soFar) => {
        done.splice(0, done.length, ...earlier, ...resultsOf(soFar, groups));
        ablated.table = experiment.noted(ablationTable(done, preset));
        await writeTable(path.join(experiment.folder, 'table4'), ablated.table);
      },
    );
    ablated.comparisons.push(comparison);
    const { tables, figures } = await experiment.write(comparison);
    ablated.tables.push(...tables);
    ablated.figures.push(...figures);
  }
  await writeJson(path.join(experiment.folder, 'results.json'), done);
  return ablated;
}

const variantName = (variant: Variant): string => (variant === 'SRNet' ? variant : `BMDSRNet(${variant})`);

/** The trainings of one baseline, under the name that says its size. */
const together = (rows: readonly Row[]): { method: string; rows: Row[] }[] =>
  [...groupBy(rows, ({ name, replicateOf = name }) => replicateOf)].map(([method, group]) => ({
    method,
    rows: group,
  }));

/** The qualities of all seeds that were measured so far, by method. */
function resultsOf(
  { scale, measuredOn, protocolText, methods }: MethodComparison,
  groups: readonly { method: string; rows: readonly Row[] }[],
): AblationResult[] {
  return groups.flatMap(({ method, rows }) => {
    const names = new Set(rows.map(({ name }) => name));
    const qualities = methods.filter(({ name }) => names.has(name)).map(({ mean }) => mean);
    const trained = rows.some(({ seed }) => seed !== null);
    return qualities.length > 0 ? [{ scale, method, trained, qualities, measuredOn, protocolText }] : [];
  });
}
