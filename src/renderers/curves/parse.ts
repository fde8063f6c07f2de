import type { CurveSeries, CurvesData } from '../../outputs';
import { BadData, envelope, finite, list, notes, object, oneOf, optional, text } from '../ui/parse';

const nullable = (value: unknown, path: string): number | null =>
  value === null ? null : finite(value, path);

function series(value: unknown, path: string): CurveSeries {
  const json = object(value, path);
  const name = text(json.name, `${path}.name`);
  const x = list(json.x, `${path}.x`, finite);
  const y = list(json.y, `${path}.y`, nullable);
  if (x.length !== y.length) {
    throw new BadData(
      `The curve "${name}" has ${x.length} x values and ${y.length} y values. Run the cell again to replace it.`,
    );
  }
  return { name, axis: oneOf(json.axis, `${path}.axis`, ['left', 'right']), x, y };
}

/** Checks the data of training curves. */
export function parseCurves(value: unknown): CurvesData {
  const json = envelope(value);
  const progress = object(json.progress, 'progress');
  return {
    version: 1,
    title: text(json.title, 'title'),
    xLabel: text(json.xLabel, 'xLabel'),
    leftLabel: text(json.leftLabel, 'leftLabel'),
    rightLabel: text(json.rightLabel, 'rightLabel'),
    logLeft: json.logLeft === true,
    series: list(json.series, 'series', series),
    live: json.live === true,
    progress: {
      done: finite(progress.done, 'progress.done'),
      total: finite(progress.total, 'progress.total'),
      elapsedSeconds: finite(progress.elapsedSeconds, 'progress.elapsedSeconds'),
      remainingSeconds: optional(progress.remainingSeconds, 'progress.remainingSeconds', finite) ?? null,
    },
    status: optional(json.status, 'status', text) ?? '',
    notes: notes(json.notes),
  };
}
