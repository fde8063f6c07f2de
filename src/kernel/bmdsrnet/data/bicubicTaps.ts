/** The taps of a one-dimensional resampling: output i is the sum over k of `weights[i, k] * input[indices[i, k]]`. */
export interface Taps {
  /** Taps per output sample. */
  count: number;
  /** Output samples. */
  length: number;
  /** [length, count], row-major. */
  indices: Int32Array;
  /** [length, count], row-major; every row sums to 1. */
  weights: Float64Array;
}

/** Keys' cubic convolution kernel with a = -0.5, the one of MATLAB. */
function cubic(x: number): number {
  const a = Math.abs(x);
  if (a <= 1) return (1.5 * a - 2.5) * a * a + 1;
  return a < 2 ? ((-0.5 * a + 2.5) * a - 4) * a + 2 : 0;
}

/**
 * Taps of MATLAB's bicubic `imresize` along one axis. Borders mirror with the edge sample repeated; when
 * shrinking with `antialias` the kernel is widened by 1/scale.
 */
export function bicubicTaps(
  inputLength: number,
  outputLength: number,
  scale: number,
  antialias = true,
): Taps {
  const stretch = antialias && scale < 1 ? scale : 1;
  const width = 4 / stretch;
  const count = Math.ceil(width) + 2;
  const indices = new Int32Array(outputLength * count);
  const weights = new Float64Array(outputLength * count);
  for (let i = 0; i < outputLength; i++) {
    // MATLAB counts samples from 1, and the rounding of `floor` depends on it.
    const centre = (i + 1) / scale + 0.5 * (1 - 1 / scale);
    const first = Math.floor(centre - width / 2);
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const weight = stretch * cubic(stretch * (centre - first - k));
      indices[i * count + k] = mirror(first + k - 1, inputLength);
      weights[i * count + k] = weight;
      sum += weight;
    }
    for (let k = 0; k < count; k++) weights[i * count + k]! /= sum;
  }
  return { length: outputLength, ...withoutEmptyColumns({ count, indices, weights }) };
}

/** Index of the sample that a symmetric border puts at position `i`: ... 1 0 | 0 1 ... n-1 | n-1 n-2 ... */
export function mirror(i: number, length: number): number {
  const period = 2 * length;
  const j = ((i % period) + period) % period;
  return j < length ? j : period - 1 - j;
}

/** Drops tap columns whose weights are all zero, as the first and last often are. */
function withoutEmptyColumns({ count, indices, weights }: Omit<Taps, 'length'>): Omit<Taps, 'length'> {
  const rows = weights.length / count;
  const used = Array.from({ length: count }, (_, k) => k).filter((k) => {
    for (let i = 0; i < rows; i++) if (weights[i * count + k] !== 0) return true;
    return false;
  });
  const kept = {
    count: used.length,
    indices: new Int32Array(rows * used.length),
    weights: new Float64Array(rows * used.length),
  };
  for (let i = 0; i < rows; i++) {
    used.forEach((k, to) => {
      kept.indices[i * kept.count + to] = indices[i * count + k]!;
      kept.weights[i * kept.count + to] = weights[i * count + k]!;
    });
  }
  return kept;
}
