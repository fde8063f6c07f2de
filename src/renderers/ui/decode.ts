import type { EncodedImage } from '../../outputs';

/** A decoded image, or the reason why it could not be decoded. */
export type Decoded = { bitmap: ImageBitmap } | { broken: string };

async function decode(image: EncodedImage): Promise<Decoded> {
  try {
    const bytes = Uint8Array.from(atob(image.png), (char) => char.charCodeAt(0));
    const blob = new Blob([bytes], { type: 'image/png' });
    // Pixel values are read back for readouts and differences, so nothing may convert them.
    return {
      bitmap: await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' }),
    };
  } catch {
    return {
      broken: 'This image cannot be decoded: its PNG data is damaged. Run the cell again to replace it.',
    };
  }
}

/** Decodes images, keeping those it already has: a patched output decodes only what changed. */
export class ImageDecoder {
  #known = new Map<string, Promise<Decoded>>();

  /**
   * All images, in order. What is not among them any more is released. Undefined when a later call has begun
   * meanwhile: a live output may be patched faster than its images decode.
   */
  async decodeAll(images: readonly EncodedImage[]): Promise<Decoded[] | undefined> {
    const before = this.#known;
    const known = new Map(images.map((image) => [image.png, before.get(image.png) ?? decode(image)]));
    this.#known = known;
    const decoded = await Promise.all(images.map((image) => known.get(image.png)!));
    for (const [png, promise] of before) if (!this.#known.has(png)) void promise.then(release);
    return known === this.#known ? decoded : undefined;
  }

  dispose(): void {
    for (const promise of this.#known.values()) void promise.then(release);
    this.#known = new Map();
  }
}

const release = (decoded: Decoded): void => {
  if ('bitmap' in decoded) decoded.bitmap.close();
};

/** The RGBA bytes of a bitmap, row by row. */
export function readPixels(bitmap: ImageBitmap): ImageData {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}
