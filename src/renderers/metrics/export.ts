import type { MetricsData } from '../../outputs';
import { csvCell } from '../ui/csv';
import { bestValues, formatCell, heading, isNumeric, type Row } from './table';

const sources = ({ protocol, measuredOn }: MetricsData): string =>
  `Protocol: ${protocol}; measured on: ${measuredOn}`;

/** CSV in full precision; protocol and data set are columns, so that no number travels without them. */
export function toCsv(data: MetricsData, rows: readonly Row[]): string {
  const header = ['', ...data.columns.map(heading), 'protocol', 'measured on'];
  const body = rows.map((row) => [
    row.label,
    ...row.values.map((value) => (value === null ? '' : String(value))),
    data.protocol,
    data.measuredOn,
  ]);
  return [header, ...body].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** A Markdown table as shown, best values bold, protocol and data set below. */
export function toMarkdown(data: MetricsData, rows: readonly Row[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const best = bestValues(data);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const body = rows.map((row) =>
    line([
      cell(row.label),
      ...row.values.map((value, index) => {
        const shown = cell(formatCell(value, data.columns[index]!));
        return typeof value === 'number' && shown === best[index] ? `**${shown}**` : shown;
      }),
    ]),
  );
  const rule = ['---', ...data.columns.map((_, index) => (isNumeric(data, index) ? '---:' : '---'))];
  const header = line(['', ...data.columns.map((column) => cell(heading(column)))]);
  return `${[header, line(rule), ...body].join('\n')}\n\n${sources(data)}\n`;
}

const LATEX: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '×': '$\\times$',
  '±': '$\\pm$',
  '–': '--',
};

/** A LaTeX table (booktabs) as shown, best values bold, protocol and data set in the caption. */
export function toLatex(data: MetricsData, rows: readonly Row[]): string {
  const tex = (text: string): string =>
    text.replace(/[\\~^×±–]|[&%$#_{}]/g, (char) => LATEX[char] ?? `\\${char}`);
  const best = bestValues(data);
  const line = (cells: readonly string[]): string => `    ${cells.join(' & ')} \\\\`;
  const body = rows.map((row) =>
    line([
      tex(row.label),
      ...row.values.map((value, index) => {
        const shown = formatCell(value, data.columns[index]!);
        return typeof value === 'number' && shown === best[index] ? `\\textbf{${tex(shown)}}` : tex(shown);
      }),
    ]),
  );
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${tex(data.title)}. ${tex(sources(data))}}`,
    `  \\begin{tabular}{l${data.columns.map((_, index) => (isNumeric(data, index) ? 'r' : 'l')).join('')}}`,
    '    \\toprule',
    line(['', ...data.columns.map((column) => tex(heading(column)))]),
    '    \\midrule',
    ...body,
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}
