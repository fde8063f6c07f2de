import { filterValid, replicateBorder, SSIM_RADIUS, ssimWindow } from './gaussian';
import { type Planes, requireSameShape } from './planes';

const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/** Local means of x, y, x^2, y^2 and xy. */
type Moments = [x: Float64Array, y: Float64Array, xx: Float64Array, yy: Float64Array, xy: Float64Array];

/**
 * Structural similarity of Wang et al. (2004): 11x11 Gaussian window of sigma 1.5, K1 = .01, K2 = .03, population
 * covariance, mean over the positions where the window lies inside; the mean over the planes for colour.
 */
export function ssim2d(a: Planes, b: Planes): number {
  requireSameShape(a, b);
  const { width, height } = a;
  if (width <= 2 * SSIM_RADIUS || height <= 2 * SSIM_RADIUS) {
    throw new RangeError(`SSIM needs at least 11x11 pixels; these images have ${width}x${height}`);
  }
  const perPlane = a.planes.map((plane, p) =>
    meanSimilarity(
      products(plane, b.planes[p]!).map((product) => filterValid(product, width, height)) as Moments,
    ),
  );
  return mean(perPlane);
}

/**
 * MATLAB's `ssim` of an RGB array, which deblurring papers report: an 11x11x11 Gaussian window over height,
 * width and channel, borders replicated. Higher than the 2-D value; never compare the two.
 */
export function ssim3d(a: Planes, b: Planes): number {
  requireSameShape(a, b);
  const { width, height } = a;
  const filtered = a.planes.map(
    (plane, p) =>
      products(plane, b.planes[p]!).map((product) =>
        filterValid(
          replicateBorder(product, width, height),
          width + 2 * SSIM_RADIUS,
          height + 2 * SSIM_RADIUS,
        ),
      ) as Moments,
  );
  const perPlane = channelWeights(a.planes.length).map((weights) => {
    const moments = [0, 1, 2, 3, 4].map((m) => {
      const mixed = new Float64Array(width * height);
      weights.forEach((weight, p) => {
        const moment = filtered[p]![m]!;
        for (let i = 0; i < mixed.length; i++) mixed[i]! += weight * moment[i]!;
      });
      return mixed;
    }) as Moments;
    return meanSimilarity(moments);
  });
  return mean(perPlane);
}

/** How much each channel counts in the window around channel c when the channel axis is replicated at its ends. */
function channelWeights(channels: number): number[][] {
  return Array.from({ length: channels }, (_, c) => {
    const weights = new Array<number>(channels).fill(0);
    ssimWindow.forEach((weight, k) => {
      weights[Math.min(Math.max(c + k - SSIM_RADIUS, 0), channels - 1)]! += weight;
    });
    return weights;
  });
}

function products(x: Float64Array, y: Float64Array): Moments {
  const xx = new Float64Array(x.length);
  const yy = new Float64Array(x.length);
  const xy = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    xx[i] = x[i]! * x[i]!;
    yy[i] = y[i]! * y[i]!;
    xy[i] = x[i]! * y[i]!;
  }
  return [x, y, xx, yy, xy];
}

function meanSimilarity([x, y, xx, yy, xy]: Moments): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const mx = x[i]!;
    const my = y[i]!;
    const variances = xx[i]! - mx * mx + (yy[i]! - my * my);
    const covariance = xy[i]! - mx * my;
    sum += ((2 * mx * my + C1) * (2 * covariance + C2)) / ((mx * mx + my * my + C1) * (variances + C2));
  }
  return sum / x.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
