import type { CurvesData } from '../../outputs';
import type { StepReport, ValidationReport } from '../bmdsrnet/training';
import type { MimeBundle } from '../protocol';
import { CurveSet } from './curveSet';
import { curvesBundle } from './curvesBundle';
import { displayHost } from './host';
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

/**
 * A live plot: one output, patched in place at most ten times a second, its last state saved with the notebook. Long
 * curves are thinned to about 2,000 points, among them every highest and lowest value.
 */
export interface LiveCurves {
  /** Adds a point to each named series; a value that is not finite leaves a gap. */
  push(
    x: number,
    values: Record<string, number>,
    progress?: { done?: number; total?: number; remainingSeconds?: number | null },
  ): void;
  /** Adds a training step as `train` reports it: the loss, its main terms, and how far the run is. */
  step(report: StepReport): void;
  /** Adds a validation as `train` reports it to `onValidation`: the PSNR in decibels, and what it was measured on. */
  validation(report: ValidationReport): void;
  /** Replaces the sentence under the plot. */
  status(sentence: string): void;
  /** Draws the last state and marks the plot as finished. Called by itself when the cell ends. */
  end(sentence?: string): void;
}

export function liveCurves(options: CurvesOptions = {}): LiveCurves {
  const { title = 'Training', xLabel = 'step', total = 0, right = [], logLeft = true } = options;
  const started = Date.now();
  const curves = new CurveSet();
  const progress: CurvesData['progress'] = { done: 0, total, elapsedSeconds: 0, remainingSeconds: null };
  let live = true;
  let sentence = '';

  const bundle = (): MimeBundle => {
    const series = curves.series();
    const hasRight = right.length > 0 || series.some(({ axis }) => axis === 'right');
    return curvesBundle({
      version: 1,
      title,
      xLabel,
      leftLabel: 'loss',
      rightLabel: hasRight ? 'dB' : '',
      logLeft,
      series,
      live,
      progress: { ...progress },
      status: sentence,
      notes: curves.notes(),
    });
  };
  const output = liveOutput('curves', bundle);
  const touch = (): void => {
    if (live) progress.elapsedSeconds = (Date.now() - started) / 1000;
    output.touch();
  };
  const end = (last?: string): void => {
    if (!live && last === undefined) return;
    live = false;
    if (last !== undefined) sentence = last;
    output.draw();
  };
  displayHost().onCellEnd(() => end());
  return {
    push(x, values, now = {}) {
      curves.push(x, values, (name) => (right.includes(name) ? 'right' : 'left'));
      Object.assign(progress, { done: x }, now);
      touch();
    },
    step(report) {
      curves.step(report);
      Object.assign(progress, progressOf(report));
      touch();
    },
    validation(report) {
      curves.validation(report);
      touch();
    },
    status(text) {
      sentence = text;
      touch();
    },
    end,
  };
}

/** A run bounded by time knows its length only once it has gone on for a while. */
function progressOf({ step, progress, seconds }: StepReport): Partial<CurvesData['progress']> {
  const done = step + 1;
  if (progress <= 0.03) return { done, total: 0, remainingSeconds: null };
  return {
    done,
    total: Math.max(done, Math.round(step / progress)),
    remainingSeconds: (seconds * (1 - progress)) / progress,
  };
}
