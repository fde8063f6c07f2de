import { METRICS_MIME, type MetricsColumn, type MetricsData } from '../../outputs';
import type { MimeBundle } from '../protocol';
import { escapeXml } from './comparison';
import { asJson } from './json';

/** A metrics table: our table, an HTML table for other front ends, and aligned text. The protocol is always in it. */
export function metricsBundle(table: Omit<MetricsData, 'version'>): MimeBundle {
  for (const row of table.rows) {
    if (row.values.length !== table.columns.length) {
      throw new TypeError(
        `row '${row.label}' has ${row.values.length} values but the table has ${table.columns.length} columns`,
      );
    }
  }
  const data: MetricsData = {
    ...table,
    version: 1,
    // JSON has no NaN and no infinity: an identical pair has PSNR "inf".
    rows: table.rows.map((row) => ({
      ...row,
      values: row.values.map((v) => (Number.isFinite(v) || typeof v !== 'number' ? v : String(v))),
    })),
  };
  return { [METRICS_MIME]: asJson(data), 'text/html': html(data), 'text/plain': plainText(data) };
}

const heading = ({ label, unit }: MetricsColumn): string => (unit ? `${label} (${unit})` : label);

function cell(value: number | string | null, { digits = 3 }: MetricsColumn): string {
  if (value === null) return '-';
  return typeof value === 'number' ? value.toFixed(digits) : value;
}

function plainText({ title, protocol, measuredOn, columns, rows, notes }: MetricsData): string {
  const grid = [
    ['', ...columns.map(heading)],
    ...rows.map((row) => [row.label, ...row.values.map((v, i) => cell(v, columns[i]!))]),
  ];
  const widths = grid[0]!.map((_, i) => Math.max(...grid.map((line) => line[i]!.length)));
  const lines = grid.map((line) =>
    line.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  '),
  );
  const rule = '-'.repeat(lines[0]!.length);
  return [
    title,
    rule,
    lines[0],
    rule,
    ...lines.slice(1),
    rule,
    `Protocol: ${protocol}`,
    `Measured on: ${measuredOn}`,
    ...notes,
  ].join('\n');
}

function html({ title, protocol, measuredOn, columns, rows, notes }: MetricsData): string {
  const e = escapeXml;
  const head = columns.map((c) => `<th>${e(heading(c))}</th>`).join('');
  const body = rows
    .map(
      (row) =>
        `<tr><th>${e(row.label)}</th>${row.values.map((v, i) => `<td>${e(cell(v, columns[i]!))}</td>`).join('')}</tr>`,
    )
    .join('');
  const below = [`Protocol: ${protocol}`, `Measured on: ${measuredOn}`, ...notes].map(e).join('<br>');
  return `<table><caption>${e(title)}</caption><thead><tr><th></th>${head}</tr></thead><tbody>${body}</tbody></table><p>${below}</p>`;
}
