import path from 'node:path';
import type { CurvesData } from '../../outputs';
import { readMetrics } from '../bmdsrnet/training/run/metricsFile'; // light: no network is loaded for it
import { CurveSet } from './curveSet';

export interface RunCurvesOptions {
  /** Default: the name of the folder. */
  title?: string;
  logLeft?: boolean;
}

/**
 * The curves of a run in its folder, from `metrics.jsonl` alone: whole, also where the run was stopped and went on, and
 * as far as it is while it goes on.
 *
 * @throws Error when the folder holds no metrics
 */
export async function runCurves(
  folder: string,
  { title = path.basename(path.resolve(folder)), logLeft = true }: RunCurvesOptions = {},
): Promise<CurvesData> {
  const { steps, validations } = await readMetrics(folder);
  const curves = new CurveSet();
  for (const report of steps) curves.step(report);
  for (const report of validations) curves.validation(report);
  const series = curves.series();
  return {
    version: 1,
    title,
    xLabel: 'step',
    leftLabel: 'loss',
    rightLabel: series.some(({ axis }) => axis === 'right') ? 'dB' : '',
    logLeft,
    series,
    live: false,
    progress: {
      done: steps.length,
      total: 0,
      elapsedSeconds: steps.at(-1)?.seconds ?? 0,
      remainingSeconds: null,
    },
    status: '',
    notes: curves.notes(),
  };
}
