import { createRandom } from '../random';

/** The mean of a paired difference with its confidence interval. */
export interface PairedDifference {
  /** Mean of a - b over the pairs. */
  mean: number;
  /** Ends of the interval; null for a single pair, from which nothing can be said about others. */
  low: number | null;
  high: number | null;
  /** Such as 0.95. */
  confidence: number;
  pairs: number;
}

/** Of `pairedDifference`. */
export interface BootstrapOptions {
  /** Default 0.95. */
  confidence?: number;
  /** Default 10,000. */
  resamples?: number;
  /** Default 1: the same numbers give the same interval. */
  seed?: number;
}

/**
 * Mean of the differences a[i] - b[i] of two methods on the same images, with the percentile bootstrap interval
 * (Efron 1979): the images are drawn anew with replacement, and the interval holds the middle of the means found.
 * It speaks of images like these, not of other training seeds; with fewer than about ten images it is too narrow.
 * Pairs of equal infinite values (perfect images) differ by 0.
 */
export function pairedDifference(
  a: readonly number[],
  b: readonly number[],
  { confidence = 0.95, resamples = 10_000, seed = 1 }: BootstrapOptions = {},
): PairedDifference {
  if (a.length !== b.length || a.length === 0) {
    throw new RangeError(
      `paired differences need the same images on both sides: there are ${a.length} and ${b.length}`,
    );
  }
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`confidence lies between 0 and 1, such as 0.95, not ${confidence}`);
  const differences = a.map((value, i) => (value === b[i] ? 0 : value - b[i]!));
  const pairs = differences.length;
  const mean = sum(differences) / pairs;
  if (pairs === 1) return { mean, low: null, high: null, confidence, pairs };
  const random = createRandom(seed);
  const means = Float64Array.from({ length: resamples }, () => {
    let total = 0;
    for (let i = 0; i < pairs; i++) total += differences[random.integer(pairs)]!;
    return total / pairs;
  }).sort();
  const tail = (1 - confidence) / 2;
  return { mean, low: quantile(means, tail), high: quantile(means, 1 - tail), confidence, pairs };
}

/** Between the two nearest of sorted values, in proportion. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below === above ? below : below + (at - Math.floor(at)) * (above - below);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
