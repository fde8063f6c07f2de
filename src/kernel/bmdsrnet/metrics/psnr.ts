import { type Planes, requireSameShape } from './planes';

/** Mean squared error over all pixels and planes, on the scale 0 to 255. */
export function meanSquaredError(a: Planes, b: Planes): number {
  requireSameShape(a, b);
  let sum = 0;
  a.planes.forEach((plane, p) => {
    const other = b.planes[p]!;
    for (let i = 0; i < plane.length; i++) {
      const difference = plane[i]! - other[i]!;
      sum += difference * difference;
    }
  });
  return sum / (a.width * a.height * a.planes.length);
}

/** Peak signal-to-noise ratio in dB with peak 255; infinite for equal images. */
export function psnr(a: Planes, b: Planes): number {
  return 10 * Math.log10(255 ** 2 / meanSquaredError(a, b));
}
