import { type FileHandle, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { StepReport, ValidationReport } from '../reports';

/** What a run's `metrics.jsonl` tells: enough to draw its curves. */
export interface RunMetrics {
  steps: StepReport[];
  validations: ValidationReport[];
}

/** A line of `metrics.jsonl`. */
type Line =
  | ({ kind: 'step' } & StepReport)
  | ({ kind: 'validation' } & ValidationReport)
  /** The run went on from this step: what was written of later ones counts no more. */
  | { kind: 'resumed'; step: number };

const metricsPath = (folder: string): string => path.join(folder, 'metrics.jsonl');

/** Appends to `metrics.jsonl`, one JSON object a line, each handed to the operating system at once. */
export class MetricsFile {
  private constructor(private readonly handle: FileHandle) {}

  static async open(folder: string): Promise<MetricsFile> {
    const handle = await open(metricsPath(folder), 'a+');
    const text = await handle.readFile('utf8');
    // A process that was killed may have left half a line.
    await handle.truncate(Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
    return new MetricsFile(handle);
  }

  step(report: StepReport): Promise<void> {
    return this.append({ kind: 'step', ...report });
  }

  validation(report: ValidationReport): Promise<void> {
    return this.append({ kind: 'validation', ...report });
  }

  resumed(step: number): Promise<void> {
    return this.append({ kind: 'resumed', step });
  }

  /** Waits until the disk has every line. */
  sync(): Promise<void> {
    return this.handle.datasync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async append(line: Line): Promise<void> {
    await this.handle.appendFile(
      `${JSON.stringify(line, (_, value) => (isNumber(value) ? written(value) : value))}\n`,
    );
  }
}

/**
 * Reads a run's metrics, also while it runs or after its process was killed: half a line at the end is left out.
 *
 * @throws Error when the file can't be read or another line than the last is damaged
 */
export async function readMetrics(folder: string): Promise<RunMetrics> {
  const file = metricsPath(folder);
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new Error(`The metrics of a run can't be read: ${cause.message}. Give the folder of a run.`, {
      cause,
    });
  });
  const metrics: RunMetrics = { steps: [], validations: [] };
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  for (const [index, line] of complete.split('\n').slice(0, -1).entries())
    take(metrics, parse(line, index, file));
  return metrics;
}

function take(metrics: RunMetrics, { kind, ...report }: Line): void {
  if (kind === 'step') metrics.steps.push(report as StepReport);
  else if (kind === 'validation') metrics.validations.push(report as ValidationReport);
  else {
    metrics.steps = metrics.steps.filter(({ step }) => step < report.step);
    metrics.validations = metrics.validations.filter(({ step }) => step <= report.step);
  }
}

function parse(line: string, index: number, file: string): Line {
  try {
    return JSON.parse(line, (_, value) => unwritten(value));
  } catch (cause) {
    throw new Error(`Line ${index + 1} of ${file} is damaged: it is not JSON. Remove that line.`, { cause });
  }
}

// JSON has no infinity, which is the PSNR of a perfect image, and no NaN.
const SPECIAL: Record<string, number> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};
const isNumber = (value: unknown): value is number => typeof value === 'number';
const written = (value: number): number | string => (Number.isFinite(value) ? value : String(value));
const unwritten = (value: unknown): unknown =>
  typeof value === 'string' ? (SPECIAL[value] ?? value) : value;
