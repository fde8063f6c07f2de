import { describe, expect, test } from 'vitest';
import type { MetricsData } from '../../../src/outputs';
import { toCsv, toLatex, toMarkdown } from '../../../src/renderers/metrics/export';
import { bestValues, formatCell, nextSorting, sortRows } from '../../../src/renderers/metrics/table';

const data: MetricsData = {
  version: 1,
  title: 'Scale 2',
  protocol: 'RGB, 8-bit',
  measuredOn: '24 scenes',
  columns: [
    { label: 'PSNR', unit: 'dB', digits: 2, better: 'higher' },
    { label: 'Error', digits: 1, better: 'lower' },
    { label: 'Kind' },
  ],
  rows: [
    { label: 'a_1', values: [24.1251, 3.04, 'eager'] },
    { label: 'b|2', values: [24.1289, 2.96, '100%'] },
    { label: 'c', values: [null, 9, null] },
    { label: 'd', values: [23.5, 9, 'eager'] },
  ],
  notes: [],
};

describe('metrics table', () => {
  test('the best is judged by what is printed: 24.13 twice is best twice', () => {
    expect(bestValues(data)).toEqual(['24.13', '3.0', undefined]);
    expect(formatCell(null, data.columns[0]!)).toBe('–');
    expect(bestValues({ ...data, rows: data.rows.slice(0, 1) })).toEqual([undefined, undefined, undefined]);
  });

  test('sorts both ways with missing values last, and back to the given order', () => {
    const labels = (column: number, direction: 'ascending' | 'descending') =>
      sortRows(data.rows, { column, direction }).map((row) => row.label);
    expect(labels(0, 'ascending')).toEqual(['d', 'a_1', 'b|2', 'c']);
    expect(labels(0, 'descending')).toEqual(['b|2', 'a_1', 'd', 'c']);
    expect(labels(-1, 'descending')).toEqual(['d', 'c', 'b|2', 'a_1']);
    const first = nextSorting(undefined, 0, 'higher');
    const second = nextSorting(first, 0, 'higher');
    expect([first?.direction, second?.direction, nextSorting(second, 0, 'higher')]).toEqual([
      'descending',
      'ascending',
      undefined,
    ]);
  });

  test('CSV keeps full precision and carries the protocol with every row', () => {
    expect(toCsv(data, data.rows).split('\r\n').slice(0, 2)).toEqual([
      ',PSNR (dB),Error,Kind,protocol,measured on',
      'a_1,24.1251,3.04,eager,"RGB, 8-bit",24 scenes',
    ]);
  });

  test('Markdown and LaTeX escape what their syntax would eat, and name the protocol', () => {
    expect(toMarkdown(data, data.rows)).toContain('| b\\|2 | **24.13** | **3.0** | 100% |');
    expect(toMarkdown(data, data.rows)).toContain('Protocol: RGB, 8-bit; measured on: 24 scenes');
    const latex = toLatex(data, data.rows);
    expect(latex).toContain('a\\_1 & \\textbf{24.13} & \\textbf{3.0} & eager \\\\');
    expect(latex).toContain('100\\% \\\\');
    expect(latex).toContain('\\caption{Scale 2. Protocol: RGB, 8-bit; measured on: 24 scenes}');
  });
});
