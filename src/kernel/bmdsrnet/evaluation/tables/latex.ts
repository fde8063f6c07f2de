import { bestCells, heading, isMeasured, numberText, type ResultCell, type ResultTable } from './resultTable';

/** A table for LaTeX with the package booktabs; protocol and notes stand in the caption. */
export function toLatex(table: ResultTable): string {
  const { title, rowLabel, protocol, columns, rows, notes } = table;
  const best = bestCells(table);
  const text = (cell: ResultCell, digits = 2): string => {
    if (cell === null) return '--';
    if (typeof cell === 'string') return escapeText(cell);
    if (!isMeasured(cell)) return signed(numberText(cell, digits, '$\\infty$'));
    const { value, spread } = cell;
    const number = signed(numberText(value, digits, '$\\infty$'));
    const whole = spread === undefined ? number : `${number} $\\pm$ ${spread.toFixed(digits)}`;
    return best.has(cell) ? `\\textbf{${whole}}` : whole;
  };
  const numeric = columns.map((_, c) => rows.every(({ cells }) => typeof cells[c] !== 'string'));
  const line = (cells: readonly string[]): string => `    ${cells.join(' & ')} \\\\`;
  const caption = [`${title}.`, `Protocol: ${protocol}.`, ...notes].map(escapeText).join(' ');
  return [
    '% needs \\usepackage{booktabs}',
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${caption}}`,
    `  \\begin{tabular}{l${numeric.map((is) => (is ? 'r' : 'l')).join('')}}`,
    '    \\toprule',
    line([rowLabel, ...columns.map(heading)].map(escapeText)),
    ...rows.flatMap(({ label, cells, group }, r) => [
      ...(rows[r - 1]?.group === group ? [] : ['    \\midrule']),
      line([escapeText(label), ...cells.map((cell, c) => text(cell, columns[c]?.digits))]),
    ]),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

/** A hyphen before a number would be set as one. */
const signed = (number: string): string => number.replace(/^-/, '$-$');

const COMMANDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '±': '$\\pm$',
  '×': '$\\times$',
  '∞': '$\\infty$',
};

function escapeText(text: string): string {
  return text
    .replace(/[\\~^<>|±×∞&%$#_{}]/g, (sign) => COMMANDS[sign] ?? `\\${sign}`)
    .replace(/\s*\n\s*/g, ' ');
}
