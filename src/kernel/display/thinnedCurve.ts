/** Points of a curve that are kept: more than a plot has columns of pixels. */
export const MOST_POINTS = 2000;

export interface CurvePoint {
  x: number;
  /** Null where the value was not finite. */
  y: number | null;
}

/**
 * A curve of any length in little memory. It is kept in buckets of equally many points, each with its lowest and its
 * highest value in their order, so that no spike is lost; when there are too many, two buckets become one. A gap is
 * kept where a bucket has nothing else. The newest point is always there.
 */
export class ThinnedCurve {
  private buckets: CurvePoint[][] = [];
  private pushed = 0;
  private newest: CurvePoint | undefined;
  private perBucket = 1;

  /** Points that a bucket stands for; 1 while every point is kept. */
  get width(): number {
    return this.perBucket;
  }

  push(x: number, y: number | null): void {
    this.newest = { x, y };
    if (this.pushed % this.perBucket === 0) this.buckets.push([this.newest]);
    else this.buckets.push(extremes([...this.buckets.pop()!, this.newest]));
    this.pushed += 1;
    while (this.perBucket * MOST_POINTS < this.pushed * this.pointsPerBucket()) this.widen();
  }

  points(): { x: number[]; y: (number | null)[] } {
    const kept = this.buckets.flat();
    if (this.newest && kept.at(-1) !== this.newest) kept.push(this.newest);
    return { x: kept.map(({ x }) => x), y: kept.map(({ y }) => y) };
  }

  private pointsPerBucket(): number {
    return this.perBucket === 1 ? 1 : 2;
  }

  private widen(): void {
    this.perBucket *= 2;
    const { buckets } = this;
    this.buckets = [];
    for (let i = 0; i < buckets.length; i += 2)
      this.buckets.push(extremes([...buckets[i]!, ...(buckets[i + 1] ?? [])]));
  }
}

/** The lowest and the highest of some points, in their order. */
function extremes(points: readonly CurvePoint[]): CurvePoint[] {
  let low: CurvePoint | undefined;
  let high: CurvePoint | undefined;
  for (const point of points) {
    if (point.y === null) continue;
    if (!low || point.y < low.y!) low = point;
    if (!high || point.y > high.y!) high = point;
  }
  const kept = points.filter((point) => point === low || point === high);
  return kept.length > 0 ? kept : points.slice(0, 1);
}
