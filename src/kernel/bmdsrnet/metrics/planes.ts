import { roundLevel, toLevels } from '../data/levels';
import type { RgbImage } from '../types';

/** Colour planes of one size on the scale 0 to 255, the form in which images are compared. */
export interface Planes {
  width: number;
  height: number;
  planes: Float64Array[];
}

/** The three colour planes of an image, rounded and clipped to whole levels when `quantise` is set. */
export function rgbPlanes(image: RgbImage, { quantise = false } = {}): Planes {
  const levels = toLevels(image).data;
  const planes = [0, 1, 2].map((channel) => {
    const plane = new Float64Array(image.width * image.height);
    for (let i = 0; i < plane.length; i++) {
      const level = levels[3 * i + channel]!;
      plane[i] = quantise ? roundLevel(level) : level;
    }
    return plane;
  });
  return { width: image.width, height: image.height, planes };
}

/** The planes rounded and clipped to whole levels. */
export function roundPlanes({ width, height, planes }: Planes): Planes {
  return { width, height, planes: planes.map((plane) => plane.map(roundLevel)) };
}

/** Cuts `border` pixels from each side. */
export function shave({ width, height, planes }: Planes, border: number): Planes {
  if (border === 0) return { width, height, planes };
  const w = width - 2 * border;
  const h = height - 2 * border;
  if (w < 1 || h < 1) {
    throw new RangeError(
      `an image of ${width}x${height} pixels has nothing left after a border of ${border} is cut`,
    );
  }
  const cut = planes.map((plane) => {
    const inner = new Float64Array(w * h);
    for (let y = 0; y < h; y++) {
      const from = (y + border) * width + border;
      inner.set(plane.subarray(from, from + w), y * w);
    }
    return inner;
  });
  return { width: w, height: h, planes: cut };
}

/** Fails unless both images have the same size and number of planes. */
export function requireSameShape(a: Planes, b: Planes): void {
  if (a.width === b.width && a.height === b.height && a.planes.length === b.planes.length) return;
  throw new RangeError(
    `only images of one size can be compared: ${a.width}x${a.height}x${a.planes.length} and ${b.width}x${b.height}x${b.planes.length}`,
  );
}
