import { describe, expect, it } from 'vitest';
import { pairedDifference } from '../../../../../src/kernel/bmdsrnet/metrics';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';

describe('pairedDifference', () => {
  it('holds the true mean about as often as it says', () => {
    const random = createRandom(5);
    const trials = 300;
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const b = Array.from({ length: 30 }, () => 20 + 5 * random.normal());
      const a = b.map((value) => value + 0.3 + random.normal());
      const { low, high } = pairedDifference(a, b, { confidence: 0.9, resamples: 500, seed: trial });
      if (low! <= 0.3 && 0.3 <= high!) held++;
    }
    // The percentile interval of 30 pairs is a little narrow; the binomial spread here is 1.7 %.
    expect(held / trials).toBeGreaterThan(0.83);
    expect(held / trials).toBeLessThan(0.95);
  });

  it('is the same for the same seed, turns with the order and needs two pairs for an interval', () => {
    const [a, b] = [
      [30, 31, 29.5, Number.POSITIVE_INFINITY],
      [29, 31.2, 28, Number.POSITIVE_INFINITY],
    ];
    const forward = pairedDifference(a!, b!);
    expect(pairedDifference(a!, b!)).toEqual(forward);
    expect(forward.mean).toBeCloseTo((1 - 0.2 + 1.5) / 4, 12);
    const backward = pairedDifference(b!, a!);
    expect([backward.low, backward.high]).toEqual(
      [-forward.high!, -forward.low!].map((v) => expect.closeTo(v, 1)),
    );
    expect(pairedDifference([2], [1])).toMatchObject({ mean: 1, low: null, high: null, pairs: 1 });
    expect(() => pairedDifference([1, 2], [1])).toThrow(/same images on both sides: there are 2 and 1/);
  });
});
