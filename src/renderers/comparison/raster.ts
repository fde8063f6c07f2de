import { type Point, pixelAt } from '../ui/viewport';

/** RGBA bytes, row by row. */
export interface Raster {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** R, G and B under a scene point (fractions of the scene), whatever the image's own size. */
export function sample(raster: Raster, at: Point): [number, number, number] | undefined {
  const pixel = pixelAt(at, raster);
  if (!pixel) return undefined;
  const index = (pixel.y * raster.width + pixel.x) * 4;
  return [raster.data[index]!, raster.data[index + 1]!, raster.data[index + 2]!];
}
