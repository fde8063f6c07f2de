/** One line of a plot. `y` holds `null` where the value was not finite (JSON has no NaN). */
export interface CurveSeries {
  name: string;
  /** `left` for losses, `right` for PSNR and gains. */
  axis: 'left' | 'right';
  x: number[];
  y: (number | null)[];
}

/** Data of live training curves: `CURVES_MIME`. */
export interface CurvesData {
  version: 1;
  title: string;
  xLabel: string;
  leftLabel: string;
  rightLabel: string;
  /** Logarithmic left axis at first show. */
  logLeft: boolean;
  series: CurveSeries[];
  /** True while the run goes on; the last state that is saved has false. */
  live: boolean;
  /** Steps done and planned, for the progress bar; `total` 0 when unknown. */
  progress: { done: number; total: number; elapsedSeconds: number; remainingSeconds: number | null };
  /** One sentence such as "stopped at step 120: interrupted". */
  status: string;
  /** Sentences shown under the plot, such as how a PSNR was measured. */
  notes: string[];
}
