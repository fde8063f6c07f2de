import { groupBy } from '../groups';
import { fixed } from '../numbers';

/** A column of numbers or words. */
export interface ResultColumn {
  label: string;
  unit?: string;
  /** Decimals in Markdown and LaTeX; CSV keeps full precision. Default 2. */
  digits?: number;
  /** Which values of the column are set in bold. Default none. */
  better?: 'higher' | 'lower';
}

/** A number that may be the best of those it can be compared with. */
export interface MeasuredCell {
  value: number;
  /** Standard deviation over training seeds, printed as +-. */
  spread?: number;
  /** What it was measured on, with which protocol: only cells of one column that share this are ranked together. */
  among: string;
}

/** Null is a number that does not exist, printed as a dash. */
export type ResultCell = MeasuredCell | number | string | null;

/** A row of a result table. */
export interface ResultRow {
  label: string;
  cells: ResultCell[];
  /** Rows of one group stand together between rules. */
  group: string;
}

/** Rows (methods) by columns; plain data. */
export interface ResultTable {
  title: string;
  /** Heading of the row labels. */
  rowLabel: string;
  /** Colour space, border, rounding and kind of SSIM of our numbers: never left out. */
  protocol: string;
  columns: ResultColumn[];
  rows: ResultRow[];
  /** Sentences below the table. */
  notes: string[];
}

export const isMeasured = (cell: ResultCell): cell is MeasuredCell =>
  typeof cell === 'object' && cell !== null;

export const heading = ({ label, unit }: ResultColumn): string => (unit ? `${label} (${unit})` : label);

/**
 * The cells to be set in bold: of each column with a direction, the best of those that were measured alike.
 * Values that are printed alike are equally good; a number that stands alone is not best.
 */
export function bestCells({ columns, rows }: ResultTable): Set<MeasuredCell> {
  const best = new Set<MeasuredCell>();
  for (const [c, { better, digits = 2 }] of columns.entries()) {
    if (!better) continue;
    const measured = rows.flatMap(({ cells }) => {
      const cell = cells[c] ?? null;
      return isMeasured(cell) ? [cell] : [];
    });
    const sign = better === 'higher' ? 1 : -1;
    for (const group of groupBy(measured, ({ among }) => among).values()) {
      const greatest = Math.max(...group.map(({ value }) => sign * value));
      const winners = group.filter(
        ({ value }) => value.toFixed(digits) === (sign * greatest).toFixed(digits),
      );
      if (winners.length < group.length) for (const cell of winners) best.add(cell);
    }
  }
  return best;
}

/** A number as it is printed, with `infinity` for what has no end (the PSNR of equal images). */
export function numberText(value: number, digits: number, infinity: string): string {
  if (Number.isFinite(value)) return fixed(value, digits);
  return value < 0 ? `-${infinity}` : infinity;
}
