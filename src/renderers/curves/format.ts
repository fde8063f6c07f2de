import type { CurvesData } from '../../outputs';

/** Seconds in words: "8 s", "1 min 05 s", "2 h 03 min". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** A value for the legend: four significant digits. */
export function shortValue(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size < 1e-3 || size >= 1e6 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}

/** The line beside the progress bar. */
export function progressText({ live, progress, xLabel }: CurvesData): string {
  const unit = xLabel || 'step';
  const parts = [
    progress.total > 0 ? `${unit} ${progress.done} of ${progress.total}` : `${unit} ${progress.done}`,
  ];
  parts.push(`${duration(progress.elapsedSeconds)} elapsed`);
  if (live && progress.remainingSeconds !== null)
    parts.push(`about ${duration(progress.remainingSeconds)} left`);
  return parts.join(' · ');
}

/** The last finite value of a curve. */
export const latest = (values: readonly (number | null)[]): number | undefined =>
  values.findLast((value) => value !== null) ?? undefined;
