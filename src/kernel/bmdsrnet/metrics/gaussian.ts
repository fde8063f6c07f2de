/** Window of SSIM (Wang et al. 2004): 11 taps, standard deviation 1.5. */
export const SSIM_RADIUS = 5;

/** The window's weights, normalised to 1. */
export const ssimWindow: Float64Array = (() => {
  const weights = Float64Array.from({ length: 2 * SSIM_RADIUS + 1 }, (_, i) =>
    Math.exp(-((i - SSIM_RADIUS) ** 2) / (2 * 1.5 ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
})();

/** Filters a plane with the SSIM window where it lies wholly inside: (width - 10) x (height - 10). */
export function filterValid(plane: Float64Array, width: number, height: number): Float64Array {
  const outWidth = width - 2 * SSIM_RADIUS;
  const outHeight = height - 2 * SSIM_RADIUS;
  const rows = new Float64Array(outHeight * width);
  filterLine(plane, 0, width, rows, 0, rows.length);
  const out = new Float64Array(outHeight * outWidth);
  for (let y = 0; y < outHeight; y++) filterLine(rows, y * width, 1, out, y * outWidth, outWidth);
  return out;
}

/** `length` outputs from 11 taps that lie `step` apart; the window's symmetry halves the products. */
function filterLine(
  input: Float64Array,
  from: number,
  step: number,
  out: Float64Array,
  to: number,
  length: number,
): void {
  const [w5 = 0, w4 = 0, w3 = 0, w2 = 0, w1 = 0, w0 = 0] = ssimWindow;
  for (let i = 0; i < length; i++) {
    const p = from + i;
    out[to + i] =
      w0 * input[p + 5 * step]! +
      w1 * (input[p + 4 * step]! + input[p + 6 * step]!) +
      w2 * (input[p + 3 * step]! + input[p + 7 * step]!) +
      w3 * (input[p + 2 * step]! + input[p + 8 * step]!) +
      w4 * (input[p + step]! + input[p + 9 * step]!) +
      w5 * (input[p]! + input[p + 10 * step]!);
  }
}

/** A plane with its edge samples repeated `SSIM_RADIUS` times on each side. */
export function replicateBorder(plane: Float64Array, width: number, height: number): Float64Array {
  const w = width + 2 * SSIM_RADIUS;
  const h = height + 2 * SSIM_RADIUS;
  const clamp = (i: number, length: number): number => Math.min(Math.max(i - SSIM_RADIUS, 0), length - 1);
  const out = new Float64Array(w * h);
  for (let y = 0; y < h; y++) {
    const from = clamp(y, height) * width;
    for (let x = 0; x < w; x++) out[y * w + x] = plane[from + clamp(x, width)]!;
  }
  return out;
}
