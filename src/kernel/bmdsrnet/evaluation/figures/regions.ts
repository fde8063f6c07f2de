import type { RgbImage } from '../../types';
import type { Box } from './sheet';

/**
 * The `count` parts of an image with most detail that do not overlap: sums of absolute differences of neighbouring
 * pixels. Chosen on the ground truth, they do not favour any method.
 * @param share width of a part relative to the image; the parts are 4:3
 */
export function detailedRegions(image: RgbImage, count: number, share = 0.2): Box[] {
  const width = Math.max(8, Math.round(image.width * share));
  const height = Math.max(8, Math.min(image.height, Math.round(width * 0.75)));
  if (width > image.width || height > image.height) {
    throw new RangeError(
      `an image of ${image.width}x${image.height} pixels is too small for a region of ${width}x${height}`,
    );
  }
  const sums = integral(image);
  const step = Math.max(1, Math.round(width / 8));
  const candidates: { box: Box; detail: number }[] = [];
  for (let top = 0; top + height <= image.height; top += step) {
    for (let left = 0; left + width <= image.width; left += step) {
      const box = { left, top, width, height };
      candidates.push({ box, detail: boxSum(sums, image.width, box) });
    }
  }
  candidates.sort((a, b) => b.detail - a.detail);
  const chosen: Box[] = [];
  for (const { box } of candidates) {
    if (chosen.length === count) break;
    if (chosen.every((other) => !overlap(box, other))) chosen.push(box);
  }
  return chosen.toSorted((a, b) => a.left - b.left);
}

/** Sums of detail over all rectangles from the top left corner, (width + 1) x (height + 1). */
function integral({ width, height, data }: RgbImage): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let line = 0;
    for (let x = 0; x < width; x++) {
      const at = 3 * (y * width + x);
      for (let c = 0; c < 3; c++) {
        if (x + 1 < width) line += Math.abs(data[at + c]! - data[at + 3 + c]!);
        if (y + 1 < height) line += Math.abs(data[at + c]! - data[at + 3 * width + c]!);
      }
      const below = (y + 1) * (width + 1) + x + 1;
      sums[below] = sums[below - width - 1]! + line;
    }
  }
  return sums;
}

function boxSum(sums: Float64Array, imageWidth: number, { left, top, width, height }: Box): number {
  const at = (x: number, y: number): number => sums[y * (imageWidth + 1) + x]!;
  return at(left + width, top + height) - at(left, top + height) - at(left + width, top) + at(left, top);
}

function overlap(a: Box, b: Box): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}
