import { CURVES_MIME, type CurvesData } from '../../outputs';
import type { MimeBundle } from '../protocol';
import { asJson } from './json';

/** Curves: our plot, plotly JSON for other front ends, and the last values as text. */
export function curvesBundle(data: CurvesData): MimeBundle {
  return {
    [CURVES_MIME]: asJson(data),
    // Only the finished plot carries the fallback: while it lives our own renderer draws it.
    ...(data.live ? {} : { 'application/vnd.plotly.v1+json': asJson(plotlyFigure(data)) }),
    'text/plain': progressLine(data),
  };
}

/** One line, so that a terminal can overwrite it: where the run is, the last value of each series, the time left. */
function progressLine({ title, status, series, progress }: CurvesData): string {
  const { done, total, remainingSeconds } = progress;
  const values = series.map(({ name, y }) => `${name} ${y.at(-1)?.toPrecision(4) ?? '-'}`);
  const left = remainingSeconds === null ? [] : [`${Math.max(0, Math.round(remainingSeconds))} s left`];
  const state = status
    ? [status, ...values]
    : [`step ${done}${total > 0 ? ` of ${total}` : ''}`, ...values, ...left];
  return `${title}: ${state.join(', ')}`;
}

function plotlyFigure(data: CurvesData): object {
  const hasRight = data.series.some((s) => s.axis === 'right');
  return {
    data: data.series.map(({ name, axis, x, y }) => ({
      type: 'scatter',
      mode: 'lines',
      name,
      x,
      y,
      yaxis: axis === 'right' ? 'y2' : 'y',
    })),
    layout: {
      title: { text: [data.title, ...data.notes.map((note) => `<sub>${note}</sub>`)].join('<br>') },
      xaxis: { title: { text: data.xLabel } },
      yaxis: { title: { text: data.leftLabel }, type: data.logLeft ? 'log' : 'linear' },
      ...(hasRight ? { yaxis2: { title: { text: data.rightLabel }, overlaying: 'y', side: 'right' } } : {}),
    },
  };
}
