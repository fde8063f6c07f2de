import { loadSharp } from '../../data/loadSharp';
import { STROKE_ADVANCE, strokePath } from './strokeText';

export interface TextStyle {
  x: number;
  /** Of the baseline. */
  y: number;
  /** Font size in pixels. */
  size: number;
  anchor?: 'start' | 'middle';
  bold?: boolean;
  colour?: string;
  /** The text is set smaller where it would be longer. */
  maxWidth?: number;
}

/** Gives a line of text as SVG. */
export type TextWriter = (text: string, style: TextStyle) => string;

const FAMILY = 'Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif';
/** Mean advance of a character in units of the size; DejaVu Sans is the widest of the family list. */
const ADVANCE = { regular: 0.6, bold: 0.68 };
/** Height of capitals in units of the size. */
const CAP_HEIGHT = 0.72;

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

/** Text in a font of the system; where it has none, in our own strokes, so that figures have labels everywhere. */
export async function textWriter(): Promise<TextWriter> {
  return (await hasFont()) ? fontText : strokeText;
}

export function fontText(text: string, style: TextStyle): string {
  const { x, y, anchor = 'start', bold = false, colour = '#1a1a1a' } = style;
  const size = fitted(style, text.length * (bold ? ADVANCE.bold : ADVANCE.regular) * style.size);
  return `<text x="${x}" y="${y}" font-family="${FAMILY}" font-size="${size.toFixed(2)}" font-weight="${bold ? 700 : 400}" text-anchor="${anchor}" fill="${colour}">${escapeXml(text)}</text>`;
}

export function strokeText(text: string, style: TextStyle): string {
  const { x, y, anchor = 'start', bold = false, colour = '#1a1a1a' } = style;
  const width = (size: number): number => (text.length * STROKE_ADVANCE - 1.6) * ((CAP_HEIGHT * size) / 6);
  const size = fitted(style, width(style.size));
  const left = anchor === 'middle' ? x - width(size) / 2 : x;
  const path = strokePath(text, left, y, CAP_HEIGHT * size);
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${(size * (bold ? 0.13 : 0.085)).toFixed(2)}" stroke-linecap="round" stroke-linejoin="round"/>`;
}

function fitted({ size, maxWidth = Number.POSITIVE_INFINITY }: TextStyle, width: number): number {
  return size * Math.min(1, maxWidth / width);
}

let found: Promise<boolean> | undefined;

/** Whether the system draws letters: without fonts there is nothing, or one box like the other. */
function hasFont(): Promise<boolean> {
  found ??= (async () => {
    const [narrow, wide] = [await inkWidth('iiii'), await inkWidth('WWWW')];
    return narrow > 0 && wide > 1.5 * narrow;
  })();
  return found;
}

/** Columns that a text blackens. */
async function inkWidth(text: string): Promise<number> {
  const [width, height] = [160, 40];
  const drawn = fontText(text, { x: 4, y: 30, size: 24 });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${drawn}</svg>`;
  const sharp = await loadSharp();
  const pixels = await sharp(Buffer.from(svg)).greyscale().raw().toBuffer();
  const inked = (x: number): boolean =>
    Array.from({ length: height }).some((_, y) => pixels[y * width + x]! < 128);
  const columns = Array.from({ length: width }, (_, x) => x).filter(inked);
  return columns.length === 0 ? 0 : columns.at(-1)! - columns[0]!;
}
