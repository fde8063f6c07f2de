import { CENTRE, type RgbImage } from '../../types';
import { type Box, type Enlargement, emptySheet, outline, placeImage, renderSheet } from './sheet';
import { textWriter } from './svgText';

/** A sequence in time order, or a single image, which stands in the centre. */
export interface FrameRow {
  label: string;
  frames: readonly RgbImage[];
  /** Below each frame, such as its PSNR. */
  captions?: readonly string[];
}

/** Of `frameStrip`. */
export interface FrameStripOptions {
  notes?: readonly string[];
  /** The part of each frame that is shown, in pixels of the frame. Default the whole. */
  region?: Box;
  /** Width of a frame in pixels. Default 220. */
  frameWidth?: number;
  /** Default 'cubic'. */
  enlargement?: Enlargement;
}

const MARGIN = 16;
const GAP = 6;
const SIZE = 15;

/** Sequences of seven frames below each other, numbered from 1, the centre frame framed. Returned as a PNG file. */
export async function frameStrip(
  rows: readonly FrameRow[],
  { notes = [], region, frameWidth = 220, enlargement = 'cubic' }: FrameStripOptions = {},
): Promise<Uint8Array> {
  const columns = Math.max(0, ...rows.map(({ frames }) => frames.length));
  if (columns === 0) throw new RangeError('a strip needs at least one frame');
  const write = await textWriter();
  const sheet = emptySheet();
  const width = 2 * MARGIN + columns * frameWidth + (columns - 1) * GAP;
  const left = (i: number): number => MARGIN + i * (frameWidth + GAP);
  let top = MARGIN;
  top += SIZE;
  for (let i = 0; i < columns; i++) {
    const style = { x: left(i) + frameWidth / 2, y: top, size: SIZE, anchor: 'middle' as const };
    sheet.marks.push(
      write(String(i + 1), { ...style, bold: i === CENTRE, colour: i === CENTRE ? '#1a1a1a' : '#666' }),
    );
  }
  for (const { label, frames, captions = [] } of rows) {
    top += SIZE + 8;
    sheet.marks.push(
      write(label, { x: MARGIN, y: top, size: SIZE, bold: true, maxWidth: width - 2 * MARGIN }),
    );
    top += 6;
    const shown = region ?? frames[0]!;
    const height = Math.round((frameWidth * shown.height) / shown.width);
    const first = Math.floor((columns - frames.length) / 2);
    for (const [i, frame] of frames.entries()) {
      const column = first + i;
      const at = { left: left(column), top, width: frameWidth, height };
      placeImage(sheet, frame, at, enlargement, region);
      if (column === CENTRE && frames.length > 1) sheet.marks.push(outline(at, '#ffd60a', 3));
      const caption = captions[i];
      if (caption) {
        const style = { size: SIZE - 2, anchor: 'middle' as const, colour: '#555', maxWidth: frameWidth };
        sheet.marks.push(
          write(caption, { x: at.left + frameWidth / 2, y: top + height + SIZE + 2, ...style }),
        );
      }
    }
    top += height + (captions.length > 0 ? SIZE + 12 : 10);
  }
  for (const note of notes) {
    top += SIZE + 2;
    sheet.marks.push(
      write(note, { x: MARGIN, y: top, size: SIZE - 2, colour: '#666', maxWidth: width - 2 * MARGIN }),
    );
  }
  return renderSheet(sheet, width, top + MARGIN);
}
