/** `numerators[S] / denominator` times the product of the sizes in S, summed over all subsets S of the sizes (bit i: size i). */
export interface Multilinear {
  numerators: readonly number[];
  denominator: number;
}

/**
 * The multilinear polynomial through its values at the corners of a box.
 * @param values at each corner; bit i of its index says whether size i is `high[i]` or `low[i]`
 */
export function interpolate(
  values: readonly number[],
  low: readonly number[],
  high: readonly number[],
): Multilinear {
  // Along one axis, f = (f_low high - f_high low) / (high - low) + x (f_high - f_low) / (high - low); then the next.
  let numerators = [...values];
  let denominator = 1;
  for (let axis = 0; axis < low.length; axis++) {
    const bit = 1 << axis;
    const [from, to] = [low[axis]!, high[axis]!];
    numerators = numerators.map((value, corner) =>
      corner & bit ? value - numerators[corner ^ bit]! : value * to - numerators[corner | bit]! * from,
    );
    denominator *= to - from;
  }
  const divisor = numerators.reduce(greatestCommonDivisor, denominator);
  return { numerators: numerators.map((value) => value / divisor), denominator: denominator / divisor };
}

/** Its value at the given sizes. */
export function evaluate({ numerators, denominator }: Multilinear, sizes: readonly number[]): number {
  const terms = numerators.map((value, subset) =>
    sizes.reduce((product, size, axis) => (subset & (1 << axis) ? product * size : product), value),
  );
  return terms.reduce((sum, term) => sum + term, 0) / denominator;
}

/** As people write it, such as `4*height` or `batch*height*width/64 + 2`. */
export function expression({ numerators, denominator }: Multilinear, names: readonly string[]): string {
  const terms = numerators.flatMap((value, subset) => {
    if (value === 0) return [];
    const factors = names.filter((_, axis) => subset & (1 << axis));
    const divisor = greatestCommonDivisor(value, denominator);
    const [above, below] = [value / divisor, denominator / divisor];
    const product = above === 1 && factors.length > 0 ? factors : [above, ...factors];
    return [product.join('*') + (below === 1 ? '' : `/${below}`)];
  });
  return terms.reverse().join(' + ') || '0';
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b);
}
