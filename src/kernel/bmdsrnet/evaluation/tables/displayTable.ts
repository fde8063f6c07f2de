import { bestCells, isMeasured, numberText, type ResultCell, type ResultTable } from './resultTable';

/**
 * A table for `show.table`. Numbers of different data stand in one column, so the best are marked by a star. What all
 * rows were measured on is said once, below the table.
 */
export function displayTable(table: ResultTable): {
  title: string;
  protocol: string;
  measuredOn: string;
  columns: { label: string; unit?: string; digits?: number }[];
  rows: { label: string; values: (number | string | null)[] }[];
  notes: string[];
} {
  const { title, protocol, notes } = table;
  const best = bestCells(table);
  const { columns, rows, measuredOn } = withoutRepetition(table);
  const value = (cell: ResultCell, digits = 2): number | string | null => {
    if (cell === null || !isMeasured(cell)) return cell;
    const number = numberText(cell.value, digits, '∞');
    return `${number}${cell.spread === undefined ? '' : ` ± ${cell.spread.toFixed(digits)}`}${best.has(cell) ? ' ★' : ''}`;
  };
  return {
    title,
    protocol,
    measuredOn,
    columns: columns.map(({ better: _, ...column }) => ({ digits: 2, ...column })),
    rows: rows.map(({ label, cells }) => ({
      label,
      values: cells.map((cell, c) => value(cell, columns[c]?.digits)),
    })),
    notes: [...notes, '★ best of those measured alike.'],
  };
}

const MEASURED_ON = 'Measured on';

function withoutRepetition({ columns, rows }: ResultTable): Pick<ResultTable, 'columns' | 'rows'> & {
  measuredOn: string;
} {
  const at = columns.findIndex(({ label }) => label === MEASURED_ON);
  const sets = new Set(rows.map(({ cells }) => cells[at]));
  if (at < 0 || sets.size !== 1) return { columns, rows, measuredOn: 'as each row says' };
  return {
    columns: columns.toSpliced(at, 1),
    rows: rows.map((row) => ({ ...row, cells: row.cells.toSpliced(at, 1) })),
    measuredOn: String([...sets][0]),
  };
}
