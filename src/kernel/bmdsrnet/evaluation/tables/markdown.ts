import { bestCells, heading, isMeasured, numberText, type ResultCell, type ResultTable } from './resultTable';

/** A table in GitHub's Markdown, with its title above and protocol and notes below. */
export function toMarkdown(table: ResultTable): string {
  const { title, rowLabel, protocol, columns, rows, notes } = table;
  const best = bestCells(table);
  const text = (cell: ResultCell, digits = 2): string => {
    if (cell === null) return '-';
    if (typeof cell === 'string') return escapeText(cell);
    if (!isMeasured(cell)) return numberText(cell, digits, '∞');
    const { value, spread } = cell;
    const number =
      numberText(value, digits, '∞') + (spread === undefined ? '' : ` ± ${spread.toFixed(digits)}`);
    return best.has(cell) ? `**${number}**` : number;
  };
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const numeric = columns.map((_, c) => rows.every(({ cells }) => typeof cells[c] !== 'string'));
  return [
    `**${escapeText(title)}**`,
    '',
    line([rowLabel, ...columns.map(heading)].map(escapeText)),
    line([':---', ...numeric.map((is) => (is ? '---:' : ':---'))]),
    ...rows.map(({ label, cells }) =>
      line([escapeText(label), ...cells.map((cell, c) => text(cell, columns[c]?.digits))]),
    ),
    '',
    [`Protocol: ${protocol}`, ...notes].map(escapeText).join('  \n'),
    '',
  ].join('\n');
}

function escapeText(text: string): string {
  return text.replace(/[\\`*_[\]<>|~#]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}
