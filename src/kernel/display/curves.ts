import { CURVES_MIME, type CurvesData } from '../../outputs';
import type { StepReport } from '../bmdsrnet/training';
import type { MimeBundle } from '../protocol';
import { displayHost } from './host';
import { asJson } from './json';
import { liveOutput } from './liveOutput';

/** Of `show.curves`. */
export interface CurvesOptions {
  title?: string;
  xLabel?: string;
  /** Planned number of steps, for the progress bar; 0 or absent when unknown. */
  total?: number;
  /** Names of the series drawn against the right axis (decibels). */
  right?: string[];
  logLeft?: boolean;
}

/** A live plot: one output, patched in place at most ten times a second, its last state saved with the notebook. */
export interface LiveCurves {
  /** Adds a point to each named series; a value that is not finite leaves a gap. */
  push(
    x: number,
    values: Record<string, number>,
    progress?: { done?: number; total?: number; remainingSeconds?: number | null },
  ): void;
  /** Adds a training step as `train` reports it: the loss, its main terms, and how far the run is. */
  step(report: StepReport): void;
  /** Replaces the sentence under the plot. */
  status(sentence: string): void;
  /** Draws the last state and marks the plot as finished. Called by itself when the cell ends. */
  end(sentence?: string): void;
}

export function liveCurves(options: CurvesOptions = {}): LiveCurves {
  const { title = 'Training', xLabel = 'step', total = 0, right = [], logLeft = true } = options;
  const started = Date.now();
  const data: CurvesData = {
    version: 1,
    title,
    xLabel,
    leftLabel: 'loss',
    rightLabel: right.length > 0 ? 'dB' : '',
    logLeft,
    series: [],
    live: true,
    progress: { done: 0, total, elapsedSeconds: 0, remainingSeconds: null },
    status: '',
  };
  const output = liveOutput('curves', () => curvesBundle(data));
  const touch = (): void => {
    if (data.live) data.progress.elapsedSeconds = (Date.now() - started) / 1000;
    output.touch();
  };
  const curves: LiveCurves = {
    push(x, values, progress = {}) {
      for (const [name, value] of Object.entries(values)) {
        let series = data.series.find((s) => s.name === name);
        if (!series) {
          series = { name, axis: right.includes(name) ? 'right' : 'left', x: [], y: [] };
          data.series.push(series);
        }
        series.x.push(x);
        series.y.push(Number.isFinite(value) ? value : null);
      }
      Object.assign(data.progress, { done: x }, progress);
      touch();
    },
    step({ step, progress, loss, terms, seconds }) {
      // A run bounded by time knows its length only once it has gone on for a while.
      const known = progress > 0.03;
      curves.push(
        step + 1,
        {
          loss,
          ...(terms.output !== undefined && { output: terms.output }),
          ...(terms.centre !== undefined && { 'centre frame': terms.centre }),
        },
        {
          total: known ? Math.max(step + 1, Math.round(step / progress)) : 0,
          remainingSeconds: known ? (seconds * (1 - progress)) / progress : null,
        },
      );
    },
    status(sentence) {
      data.status = sentence;
      touch();
    },
    end(sentence) {
      if (!data.live && sentence === undefined) return;
      data.live = false;
      if (sentence !== undefined) data.status = sentence;
      output.draw();
    },
  };
  displayHost().onCellEnd(() => curves.end());
  return curves;
}

/** Curves: our plot, plotly JSON for other front ends, and the last values as text. */
export function curvesBundle(data: CurvesData): MimeBundle {
  return {
    [CURVES_MIME]: asJson(structuredClone(data)),
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
      title: { text: data.title },
      xaxis: { title: { text: data.xLabel } },
      yaxis: { title: { text: data.leftLabel }, type: data.logLeft ? 'log' : 'linear' },
      ...(hasRight ? { yaxis2: { title: { text: data.rightLabel }, overlaying: 'y', side: 'right' } } : {}),
    },
  };
}
