import type { CurveSeries } from '../../outputs';
import type { StepReport, ValidationReport } from '../bmdsrnet/training';
import { ThinnedCurve } from './thinnedCurve';

/** The curves of a plot, from values as they come or from what a training run reports. */
export class CurveSet {
  private readonly curves = new Map<string, { axis: CurveSeries['axis']; curve: ThinnedCurve }>();
  private readonly remarks = new Set<string>();

  /** Adds a point to each named curve; a value that is not finite leaves a gap. */
  push(x: number, values: Record<string, number>, axisOf: (name: string) => CurveSeries['axis']): void {
    for (const [name, value] of Object.entries(values)) {
      const found = this.curves.get(name) ?? { axis: axisOf(name), curve: new ThinnedCurve() };
      this.curves.set(name, found);
      found.curve.push(x, Number.isFinite(value) ? value : null);
    }
  }

  /** The loss and its main terms, against the left axis. */
  step({ step, loss, terms }: StepReport): void {
    const { output, centre } = terms;
    const values = {
      loss,
      ...(output !== undefined && { output }),
      ...(centre !== undefined && { 'centre frame': centre }),
    };
    this.push(step + 1, values, () => 'left');
  }

  /** The validated PSNR, against the right axis, and how it was measured. */
  validation({ step, values, measuredOn }: ValidationReport): void {
    if (values.psnr === undefined) return;
    this.push(step, { 'validation PSNR': values.psnr }, () => 'right');
    if (measuredOn !== undefined) this.remarks.add(`Validation: ${measuredOn}.`);
  }

  series(): CurveSeries[] {
    return [...this.curves].map(([name, { axis, curve }]) => ({ name, axis, ...curve.points() }));
  }

  /** What has to be known beside the curves. */
  notes(): string[] {
    const width = Math.max(1, ...[...this.curves.values()].map(({ curve }) => curve.width));
    if (width === 1) return [...this.remarks];
    return [
      ...this.remarks,
      `Drawn are the lowest and the highest of every ${width} values of a long curve.`,
    ];
  }
}
