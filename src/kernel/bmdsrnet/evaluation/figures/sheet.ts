import { toBytes } from '../../data';
import { loadSharp } from '../../data/loadSharp';
import type { RgbImage } from '../../types';

/** Where something lies, in pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** How pixels are enlarged: as squares, or smoothly. Reductions are always smooth. */
export type Enlargement = 'nearest' | 'cubic';

interface Placed {
  image: RgbImage;
  /** The part of the image that is shown. */
  part: Box;
  at: Box;
  enlargement: Enlargement;
}

/** A white sheet on which images and, above them, SVG marks are placed. */
export interface Sheet {
  placed: Placed[];
  marks: string[];
}

export const emptySheet = (): Sheet => ({ placed: [], marks: [] });

/** Places an image, or a part of it, on whole pixels. */
export function placeImage(
  sheet: Sheet,
  image: RgbImage,
  at: Box,
  enlargement: Enlargement,
  part: Box = { left: 0, top: 0, width: image.width, height: image.height },
): void {
  sheet.placed.push({ image, part, at, enlargement });
}

/** A frame along the inner edge of a box: a dark line below a coloured one is seen on any picture. */
export function outline({ left, top, width, height }: Box, colour: string, thickness: number): string {
  const line = (stroke: string, w: number, opacity: number): string =>
    `<rect x="${left + thickness / 2}" y="${top + thickness / 2}" width="${width - thickness}" height="${height - thickness}" fill="none" stroke="${stroke}" stroke-width="${w}" stroke-opacity="${opacity}"/>`;
  return line('#000', thickness + 2, 0.45) + line(colour, thickness, 1);
}

/** The sheet as a PNG file. */
export async function renderSheet(
  { placed, marks }: Sheet,
  width: number,
  height: number,
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const images = await Promise.all(
    placed.map(async ({ image, part, at, enlargement }) => {
      const raw = { width: image.width, height: image.height, channels: 3 as const };
      const enlarges = at.width > part.width;
      const input = await sharp(toBytes(image), { raw })
        .extract(part)
        .resize(at.width, at.height, { fit: 'fill', kernel: enlarges ? enlargement : 'lanczos3' })
        .png()
        .toBuffer();
      return { input, left: at.left, top: at.top };
    }),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${marks.join('')}</svg>`;
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([...images, { input: Buffer.from(svg), left: 0, top: 0 }])
    .removeAlpha()
    .png({ compressionLevel: 9 })
    .toBuffer();
}
