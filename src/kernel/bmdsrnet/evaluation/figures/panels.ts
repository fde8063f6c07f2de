import type { RgbImage } from '../../types';
import {
  type Box,
  type Enlargement,
  emptySheet,
  outline,
  placeImage,
  renderSheet,
  type Sheet,
} from './sheet';
import { type TextWriter, textWriter } from './svgText';

/** One picture of a figure, with its parts enlarged below it. */
export interface Panel {
  label: string;
  /** Such as '28.78 dB / 0.9132'. */
  caption?: string;
  /** HR or LR: all pictures of a row show the same scene and are drawn at one size. */
  image: RgbImage;
  /** Set in bold, as the best. */
  emphasis?: boolean;
}

/** A row of a figure: pictures of one scene. */
export interface PanelRow {
  panels: readonly Panel[];
  /** Parts to enlarge, in pixels of the widest image of the row. At most three. Default none. */
  regions?: readonly Box[];
}

/** What all figures have. */
export interface FigureOptions {
  /** Lines below the figure: what was measured how, and on what. */
  notes?: readonly string[];
  /** Width of a picture in pixels. Default 400. */
  panelWidth?: number;
  /** How pixels are enlarged. Default 'cubic'; 'nearest' shows them as squares. */
  enlargement?: Enlargement;
}

const COLOURS = ['#ff453a', '#ffd60a', '#32d3ff'];
const MARGIN = 16;
const GAP = 10;
const INSET_GAP = 6;
const LABEL_SIZE = 17;
const CAPTION_SIZE = 15;
const NOTE_SIZE = 13;

/**
 * A figure like Figs. 7 to 12: rows of pictures, each with rectangles in its full view, the enlarged parts below it
 * and its label. Returned as a PNG file.
 */
export async function panelFigure(
  rows: readonly PanelRow[],
  { notes = [], panelWidth = 400, enlargement = 'cubic' }: FigureOptions = {},
): Promise<Uint8Array> {
  const columns = Math.max(0, ...rows.map(({ panels }) => panels.length));
  if (columns === 0) throw new RangeError('a figure needs at least one picture');
  const write = await textWriter();
  const sheet = emptySheet();
  const width = 2 * MARGIN + columns * panelWidth + (columns - 1) * GAP;
  let top = MARGIN;
  let letter = 0;
  for (const row of rows) {
    let bottom = top;
    for (const [c, panel] of row.panels.entries()) {
      const left = MARGIN + c * (panelWidth + GAP);
      const named = row.panels.length > 1 ? `(${letterOf(letter++)}) ${panel.label}` : panel.label;
      const end = drawPanel(
        sheet,
        write,
        { ...panel, label: named },
        row,
        left,
        top,
        panelWidth,
        enlargement,
      );
      bottom = Math.max(bottom, end);
    }
    top = bottom + GAP;
  }
  for (const note of notes) {
    top += NOTE_SIZE + 5;
    sheet.marks.push(
      write(note, { x: MARGIN, y: top, size: NOTE_SIZE, colour: '#666', maxWidth: width - 2 * MARGIN }),
    );
  }
  return renderSheet(sheet, width, top + MARGIN);
}

/** @returns the lower end */
function drawPanel(
  sheet: Sheet,
  write: TextWriter,
  { label, caption, image, emphasis = false }: Panel,
  { panels, regions = [] }: PanelRow,
  left: number,
  top: number,
  width: number,
  enlargement: Enlargement,
): number {
  const widest = panels.reduce((a, b) => (b.image.width > a.image.width ? b : a)).image;
  const zoom = width / widest.width;
  const height = Math.round(widest.height * zoom);
  placeImage(sheet, image, { left, top, width, height }, enlargement);
  let y = top + height;
  if (regions.length > 0) {
    const insetWidth = Math.floor((width - (regions.length - 1) * INSET_GAP) / regions.length);
    // One height for all, so that the parts stand on one line whatever their shapes.
    const insetHeight = Math.round(
      Math.min(...regions.map((region) => (insetWidth * region.height) / region.width)),
    );
    for (const [r, region] of regions.entries()) {
      const colour = COLOURS[r % COLOURS.length]!;
      const part = within(image, shaped(region, insetWidth / insetHeight), image.width / widest.width);
      const full = scaled(part, width / image.width);
      sheet.marks.push(outline({ ...full, left: left + full.left, top: top + full.top }, colour, 2));
      const at = {
        left: left + r * (insetWidth + INSET_GAP),
        top: y + INSET_GAP,
        width: insetWidth,
        height: insetHeight,
      };
      placeImage(sheet, image, at, enlargement, part);
      sheet.marks.push(outline(at, colour, 3));
    }
    y += INSET_GAP + insetHeight;
  }
  const x = left + width / 2;
  y += LABEL_SIZE + 6;
  sheet.marks.push(
    write(label, { x, y, size: LABEL_SIZE, anchor: 'middle', bold: emphasis, maxWidth: width }),
  );
  if (caption) {
    y += CAPTION_SIZE + 5;
    const style = { x, y, size: CAPTION_SIZE, anchor: 'middle' as const, maxWidth: width };
    sheet.marks.push(write(caption, { ...style, bold: emphasis, colour: emphasis ? '#1a1a1a' : '#555' }));
  }
  return y + 4;
}

/** The middle of a region with the given ratio of width to height. */
function shaped({ left, top, width, height }: Box, ratio: number): Box {
  const shownHeight = Math.min(height, width / ratio);
  return { left, top: top + (height - shownHeight) / 2, width, height: shownHeight };
}

function scaled({ left, top, width, height }: Box, factor: number): Box {
  return { left: left * factor, top: top * factor, width: width * factor, height: height * factor };
}

/** A region in whole pixels of an image whose pixels are `factor` of the region's. */
function within(image: RgbImage, region: Box, factor: number): Box {
  const { left, top, width, height } = scaled(region, factor);
  const box = {
    left: Math.round(left),
    top: Math.round(top),
    width: Math.max(1, Math.round(width)),
    height: Math.max(1, Math.round(height)),
  };
  if (
    box.left < 0 ||
    box.top < 0 ||
    box.left + box.width > image.width ||
    box.top + box.height > image.height
  ) {
    throw new RangeError(
      `the region at ${region.left}, ${region.top} of ${region.width}x${region.height} pixels leaves the picture`,
    );
  }
  return box;
}

const letterOf = (i: number): string => String.fromCharCode(97 + (i % 26));
