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
  for (let y = 0; y < outHeight; y++) {
    for (let k = 0; k < ssimWindow.length; k++) {
      const weight = ssimWindow[k]!;
      const from = (y + k) * width;
      for (let x = 0; x < width; x++) rows[y * width + x]! += weight * plane[from + x]!;
    }
  }
  const out = new Float64Array(outHeight * outWidth);
  for (let y = 0; y < outHeight; y++) {
    for (let k = 0; k < ssimWindow.length; k++) {
      const weight = ssimWindow[k]!;
      const from = y * width + k;
      for (let x = 0; x < outWidth; x++) out[y * outWidth + x]! += weight * rows[from + x]!;
    }
  }
  return out;
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
