import type { CurvesData } from '../../outputs';
import { csvCell } from '../ui/csv';

/** All curves as CSV: one row for each x, one column for each curve, raw values in full precision. */
export function curvesCsv({ xLabel, series }: CurvesData): string {
  const rows = new Map<number, string[]>();
  for (const [column, one] of series.entries()) {
    for (const [at, x] of one.x.entries()) {
      const row = rows.get(x) ?? series.map(() => '');
      row[column] = String(one.y[at] ?? '');
      rows.set(x, row);
    }
  }
  const header = [xLabel || 'x', ...series.map((one) => one.name)].map(csvCell);
  const sorted = [...rows].sort(([a], [b]) => a - b);
  return [header, ...sorted.map(([x, values]) => [String(x), ...values])]
    .map((row) => `${row.join(',')}\r\n`)
    .join('');
}
