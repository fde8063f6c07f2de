import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/kernel/bmdsrnet/random';
import { MOST_POINTS, ThinnedCurve } from '../../../../src/kernel/display/thinnedCurve';

type Value = number | null;

function thinned(values: readonly Value[]): ThinnedCurve {
  const curve = new ThinnedCurve();
  for (const [x, y] of values.entries()) curve.push(x, y);
  return curve;
}

/** A random walk with spikes and gaps, of random length. */
function walk(seed: number): Value[] {
  const random = createRandom(seed);
  const gaps = random.uniform() < 0.5 ? 0.01 : 0.9;
  let at = 0;
  return Array.from({ length: 1 + random.integer(40 * MOST_POINTS) }, () => {
    at += random.uniform() - 0.5;
    const draw = random.uniform();
    if (draw < gaps) return null;
    return draw > 0.9995 ? at + 1000 * (random.uniform() - 0.5) : at;
  });
}

describe.each(Array.from({ length: 12 }, (_, i) => i + 1))('a thinned curve, walk %d', (seed) => {
  const values = walk(seed);
  const curve = thinned(values);
  const { x, y } = curve.points();
  const kept = new Set(x);

  it('has few points, all true and in order, and the newest', () => {
    expect(x.length).toBeLessThanOrEqual(MOST_POINTS + 3);
    expect(x.length).toBeGreaterThanOrEqual(Math.min(values.length, MOST_POINTS / 5));
    expect(x.every((at, i) => i === 0 || at > x[i - 1]!)).toBe(true);
    expect(y).toEqual(x.map((at) => values[at]));
    expect(x.at(-1)).toBe(values.length - 1);
  });

  it('keeps the lowest and highest of each stretch of its width, so every spike', () => {
    for (let from = 0; from < values.length; from += curve.width) {
      const stretch = values.slice(from, from + curve.width);
      const finite = stretch.filter((value) => value !== null);
      for (const value of finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [null])
        expect(kept.has(from + stretch.indexOf(value)), `value ${value} of ${from}`).toBe(true);
    }
  });
});

it('keeps every point of a short curve', () => {
  const values = Array.from({ length: MOST_POINTS }, (_, i) => Math.sin(i));
  const curve = thinned(values);
  expect([curve.width, curve.points().y]).toEqual([1, values]);
  expect(new ThinnedCurve().points()).toEqual({ x: [], y: [] });
});
