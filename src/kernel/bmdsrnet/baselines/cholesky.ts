/**
 * Solves A X = B for a symmetric positive definite A by Cholesky's factorisation A = L Lt.
 *
 * @param a n x n, row after row; only the lower triangle is read
 * @param b n x m, row after row
 * @returns X, n x m
 * @throws RangeError when A is not positive definite
 */
export function solvePositiveDefinite(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const m = b.length / n;
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      if (i > j) l[i * n + j] = sum / l[j * n + j]!;
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw new RangeError(`the matrix is not positive definite: pivot ${i + 1} of ${n} is ${sum}`);
    }
  }
  const x = Float64Array.from(b);
  for (let column = 0; column < m; column++) {
    for (let i = 0; i < n; i++) {
      let sum = x[i * m + column]!;
      for (let k = 0; k < i; k++) sum -= l[i * n + k]! * x[k * m + column]!;
      x[i * m + column] = sum / l[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = x[i * m + column]!;
      for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * x[k * m + column]!;
      x[i * m + column] = sum / l[i * n + i]!;
    }
  }
  return x;
}
