import sharp, { type OverlayOptions } from 'sharp';
import { COMPARISON_MIME, type ComparisonData } from '../../outputs';
import { toBytes } from '../bmdsrnet/data';
import type { RgbImage } from '../bmdsrnet/types';
import type { MimeBundle } from '../protocol';
import { encodeWithin, rawOptions } from './images';
import { asJson } from './json';

/** An image of a comparison with its label. */
export interface ComparedImage {
  label: string;
  image: RgbImage;
  caption?: string;
}
export interface ComparisonOptions {
  title?: string;
  /** Label of the ground truth, where one of the images is. */
  reference?: string;
  notes?: string[];
}

/** Images of one scene side by side: our viewer, a labelled PNG strip for other front ends, and text. */
export async function comparisonBundle(
  compared: readonly ComparedImage[],
  options: ComparisonOptions = {},
): Promise<MimeBundle> {
  if (compared.length === 0) throw new TypeError('nothing to compare: expected at least one image');
  const { title = compared.map((c) => c.label).join(' / '), reference, notes = [] } = options;
  const referenceIndex = compared.findIndex((c) => c.label === reference);
  if (reference !== undefined && referenceIndex < 0) {
    throw new TypeError(
      `the reference '${reference}' is none of the labels: ${compared.map((c) => c.label).join(', ')}`,
    );
  }
  const encoded = await encodeWithin(compared.map((c) => c.image));
  const data: ComparisonData = {
    version: 1,
    title,
    notes,
    images: compared.map(({ label, caption }, i) => ({
      ...encoded[i]!,
      label,
      ...(caption ? { caption } : {}),
    })),
    ...(referenceIndex >= 0 ? { reference: referenceIndex } : {}),
  };
  const lines = compared.map(
    (c) => `  ${c.label}: ${c.image.width}x${c.image.height}${c.caption ? `, ${c.caption}` : ''}`,
  );
  return {
    [COMPARISON_MIME]: asJson(data),
    'image/png': (await labelledStrip(compared)).toString('base64'),
    'text/plain': [title, ...lines].join('\n'),
  };
}

const LABEL_HEIGHT = 22;
const GAP = 8;
const MOST_HEIGHT = 320;
/** Below this longest side, in pixels, images are drawn several times as large: a map of 32 pixels is no picture. */
const LEAST_SIDE = 120;

/** All images at one height, left to right, each under its label. */
async function labelledStrip(compared: readonly ComparedImage[]): Promise<Buffer> {
  const tallest = Math.max(...compared.map((c) => c.image.height));
  const longest = Math.max(tallest, ...compared.map((c) => c.image.width));
  const height = Math.min(MOST_HEIGHT, tallest * Math.ceil(LEAST_SIDE / longest));
  const widths = compared.map((c) => Math.max(1, Math.round((c.image.width * height) / c.image.height)));
  const layers: OverlayOptions[] = [];
  let left = 0;
  for (const [i, { image, label, caption }] of compared.entries()) {
    const kernel = image.height < height ? 'nearest' : 'lanczos3';
    const input = await sharp(toBytes(image), rawOptions(image))
      .resize(widths[i]!, height, { fit: 'fill', kernel })
      .png()
      .toBuffer();
    const text = escapeXml(caption ? `${label}  ${caption}` : label);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widths[i]}" height="${LABEL_HEIGHT}"><text x="1" y="15" font-family="sans-serif" font-size="12" fill="#333">${text}</text></svg>`;
    layers.push({ input: Buffer.from(svg), left, top: 0 }, { input, left, top: LABEL_HEIGHT });
    left += widths[i]! + GAP;
  }
  return sharp({
    create: { width: left - GAP, height: height + LABEL_HEIGHT, channels: 3, background: '#ffffff' },
  })
    .composite(layers)
    .png()
    .toBuffer();
}

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
