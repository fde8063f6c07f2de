export interface Points {
  x: number[];
  y: (number | null)[];
}

/**
 * At most about `most` points with the same outline: each bucket keeps its lowest and highest value in their order,
 * and a gap where it has nothing else. A run of 100,000 steps stays smooth to zoom.
 */
export function decimate(points: Points, most: number): Points {
  const count = points.x.length;
  if (count <= most) return points;
  const kept: number[] = [];
  const bucket = (2 * count) / most;
  for (let start = 0; start < count; start += bucket) {
    const from = Math.floor(start);
    const to = Math.min(count, Math.floor(start + bucket));
    let low = from;
    let high = from;
    for (let at = from; at < to; at++) {
      const value = points.y[at];
      if (value === null || value === undefined) continue;
      if (value < (points.y[low] ?? Number.POSITIVE_INFINITY)) low = at;
      if (value > (points.y[high] ?? Number.NEGATIVE_INFINITY)) high = at;
    }
    kept.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  if (kept.at(-1) !== count - 1) kept.push(count - 1);
  return { x: kept.map((at) => points.x[at]!), y: kept.map((at) => points.y[at] ?? null) };
}
