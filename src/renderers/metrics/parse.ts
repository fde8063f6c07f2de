import type { MetricsColumn, MetricsData } from '../../outputs';
import { BadData, envelope, finite, list, notes, object, oneOf, optional, text } from '../ui/parse';

function column(value: unknown, path: string): MetricsColumn {
  const json = object(value, path);
  const digits = optional(json.digits, `${path}.digits`, finite);
  const unit = optional(json.unit, `${path}.unit`, text);
  const better = optional(json.better, `${path}.better`, (v, p) =>
    oneOf<'higher' | 'lower'>(v, p, ['higher', 'lower']),
  );
  return {
    label: text(json.label, `${path}.label`),
    ...(digits === undefined ? {} : { digits: Math.min(Math.max(Math.round(digits), 0), 20) }),
    ...(unit === undefined ? {} : { unit }),
    ...(better === undefined ? {} : { better }),
  };
}

function row(value: unknown, path: string): MetricsData['rows'][number] {
  const json = object(value, path);
  const cell = (one: unknown, at: string): number | string | null =>
    one === null || typeof one === 'string' ? one : finite(one, at);
  return { label: text(json.label, `${path}.label`), values: list(json.values, `${path}.values`, cell) };
}

/** Checks the data of a metrics table. */
export function parseMetrics(value: unknown): MetricsData {
  const json = envelope(value);
  const columns = list(json.columns, 'columns', column);
  const rows = list(json.rows, 'rows', row);
  const uneven = rows.find((one) => one.values.length !== columns.length);
  if (uneven) {
    throw new BadData(
      `The row "${uneven.label}" has ${uneven.values.length} values for ${columns.length} columns. Run the cell again to replace it.`,
    );
  }
  return {
    version: 1,
    title: text(json.title, 'title'),
    protocol: text(json.protocol, 'protocol'),
    measuredOn: text(json.measuredOn, 'measuredOn'),
    columns,
    rows,
    notes: notes(json.notes),
  };
}
