/** Reference implementations in float64, written from the definitions and sharing nothing with the code under test. */

export interface Conv {
  n: number;
  h: number;
  w: number;
  c: number;
  o: number;
  kh: number;
  kw: number;
  stride: [number, number];
  /** Rows above and columns left of the image. */
  top: number;
  left: number;
  oh: number;
  ow: number;
}

/** Deterministic values in [-1, 1], exact in float32. */
export function noise(length: number, seed: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(state / 2 ** 31 - 1);
  });
}

function taps(conv: Conv, visit: (x: number, w: number, y: number) => void): void {
  const { n, h, w, c, o, kh, kw, stride, top, left, oh, ow } = conv;
  for (let b = 0; b < n; b++)
    for (let oy = 0; oy < oh; oy++)
      for (let ox = 0; ox < ow; ox++)
        for (let ky = 0; ky < kh; ky++)
          for (let kx = 0; kx < kw; kx++) {
            const iy = oy * stride[0] - top + ky;
            const ix = ox * stride[1] - left + kx;
            if (iy < 0 || ix < 0 || iy >= h || ix >= w) continue;
            for (let i = 0; i < c; i++)
              for (let j = 0; j < o; j++)
                visit(
                  ((b * h + iy) * w + ix) * c + i,
                  ((ky * kw + kx) * c + i) * o + j,
                  ((b * oh + oy) * ow + ox) * o + j,
                );
          }
}

export function filterGradient(conv: Conv, x: Float64Array, dy: Float64Array): Float64Array {
  const dw = new Float64Array(conv.kh * conv.kw * conv.c * conv.o);
  taps(conv, (xi, wi, yi) => {
    dw[wi]! += x[xi]! * dy[yi]!;
  });
  return dw;
}

export function inputGradient(conv: Conv, w: Float64Array, dy: Float64Array): Float64Array {
  const dx = new Float64Array(conv.n * conv.h * conv.w * conv.c);
  taps(conv, (xi, wi, yi) => {
    dx[xi]! += w[wi]! * dy[yi]!;
  });
  return dx;
}

/** Largest difference, in parts of the largest reference value. */
export function relativeError(computed: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (computed.length !== expected.length) return Number.POSITIVE_INFINITY;
  let scale = 1e-30;
  let error = 0;
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    error = Math.max(error, Math.abs(expected[i]! - computed[i]!));
    if (Number.isNaN(computed[i]!)) return Number.POSITIVE_INFINITY;
  }
  return error / scale;
}
