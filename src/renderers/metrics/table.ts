import type { MetricsColumn, MetricsData } from '../../outputs';

export type Row = MetricsData['rows'][number];
export type Cell = Row['values'][number];

/** Sorting by a column's index, or by the rows' labels at -1. */
export interface Sorting {
  column: number;
  direction: 'ascending' | 'descending';
}

/** A cell as shown: the column's digits, a dash where there is no value. */
export function formatCell(cell: Cell, column: MetricsColumn): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  return column.digits === undefined ? String(cell) : cell.toFixed(column.digits);
}

/** A column's heading with its unit. */
export const heading = (column: MetricsColumn): string =>
  column.unit ? `${column.label} (${column.unit})` : column.label;

/** Whether a column holds numbers, which are set flush right. */
export const isNumeric = (data: MetricsData, column: number): boolean =>
  data.rows.some((row) => typeof row.values[column] === 'number');

/**
 * For each column the best value as shown, where the column says which direction is better and values differ: what
 * prints the same ranks the same.
 */
export function bestValues({ columns, rows }: MetricsData): (string | undefined)[] {
  return columns.map((column, index) => {
    const numbers = rows.map((row) => row.values[index]).filter((value) => typeof value === 'number');
    if (!column.better || numbers.length < 2) return undefined;
    const best = formatCell(column.better === 'higher' ? Math.max(...numbers) : Math.min(...numbers), column);
    return numbers.every((value) => formatCell(value, column) === best) ? undefined : best;
  });
}

/** Rows in order; without sorting as given. Missing values stay last in both directions. */
export function sortRows(rows: readonly Row[], sorting: Sorting | undefined): Row[] {
  if (!sorting) return [...rows];
  const key = (row: Row): Cell => (sorting.column < 0 ? row.label : (row.values[sorting.column] ?? null));
  const sign = sorting.direction === 'ascending' ? 1 : -1;
  return [...rows].sort((first, second) => {
    const [a, b] = [key(first), key(second)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
  });
}

/** What a click on a heading does: first the useful direction, then the other, then the given order. */
export function nextSorting(
  now: Sorting | undefined,
  column: number,
  better: MetricsColumn['better'],
): Sorting | undefined {
  const first = better === 'higher' ? 'descending' : 'ascending';
  if (now?.column !== column) return { column, direction: first };
  if (now.direction === first)
    return { column, direction: first === 'ascending' ? 'descending' : 'ascending' };
  return undefined;
}
