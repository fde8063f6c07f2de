import { bestCells, isMeasured, numberText, type ResultCell, type ResultTable } from './resultTable';

/** A table for `show.table`. Numbers of different data stand in one column, so the best are marked by a star. */
export function displayTable(table: ResultTable): {
  title: string;
  protocol: string;
  measuredOn: string;
  columns: { label: string; unit?: string; digits?: number }[];
  rows: { label: string; values: (number | string | null)[] }[];
  notes: string[];
} {
  const { title, protocol, columns, rows, notes } = table;
  const best = bestCells(table);
  const value = (cell: ResultCell, digits = 2): number | string | null => {
    if (cell === null || !isMeasured(cell)) return cell;
    const number = numberText(cell.value, digits, '∞');
    return `${number}${cell.spread === undefined ? '' : ` ± ${cell.spread.toFixed(digits)}`}${best.has(cell) ? ' ★' : ''}`;
  };
  return {
    title,
    protocol,
    measuredOn: 'as each row says',
    columns: columns.map(({ better: _, ...column }) => ({ digits: 2, ...column })),
    rows: rows.map(({ label, cells }) => ({
      label,
      values: cells.map((cell, c) => value(cell, columns[c]?.digits)),
    })),
    notes: [...notes, '★ best of those measured alike.'],
  };
}
