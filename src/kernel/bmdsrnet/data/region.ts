import type { RgbImage } from '../types';

/** Part of a picture, in pixels. */
export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The part of an image; the image itself where the region is all of it. */
export function cropImage(image: RgbImage, { left, top, width, height }: Region): RgbImage {
  if (width === image.width && height === image.height) return image;
  const data = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * 3;
    data.set(image.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, data };
}

/** Crops at the right and bottom to multiples of `scale`, as every x`scale` data set does. */
export function modcrop(image: RgbImage, scale: number): RgbImage {
  return cropImage(image, {
    left: 0,
    top: 0,
    width: image.width - (image.width % scale),
    height: image.height - (image.height % scale),
  });
}
