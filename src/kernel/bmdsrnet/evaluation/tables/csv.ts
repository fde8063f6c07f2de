import { heading, isMeasured, type ResultCell, type ResultTable } from './resultTable';

/** A table as CSV (RFC 4180) in full precision: spreads have columns of their own, the protocol is in every row. */
export function toCsv({ rowLabel, protocol, columns, rows }: ResultTable): string {
  const spread = columns.map((_, c) => rows.some(({ cells }) => spreadOf(cells[c] ?? null) !== undefined));
  const head = columns.flatMap((column, c) =>
    spread[c] ? [heading(column), `${heading(column)} spread`] : [heading(column)],
  );
  const body = rows.map(({ label, cells }) => [
    label,
    ...cells.flatMap((cell, c) => {
      const value = isMeasured(cell) ? cell.value : cell;
      return spread[c] ? [value, spreadOf(cell) ?? null] : [value];
    }),
    protocol,
  ]);
  return csvText([[rowLabel, ...head, 'Protocol'], ...body]);
}

const spreadOf = (cell: ResultCell): number | undefined =>
  cell !== null && isMeasured(cell) ? cell.spread : undefined;

/** Lines of cells as CSV (RFC 4180); null is an empty cell, infinity `inf` as in NumPy and MATLAB. */
export function csvText(lines: readonly (readonly (string | number | null)[])[]): string {
  return lines.map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: string | number | null): string {
  if (cell === null) return '';
  const text = typeof cell === 'number' ? String(cell).replace('Infinity', 'inf') : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
