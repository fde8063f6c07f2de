import { COMPARISON_MIME, type ComparisonData, FRAMES_MIME, type FramesData } from '../../outputs';
import type { MimeBundle } from '../protocol';
import { isCode, type Notebook } from './nbformat';

export interface ImageFile {
  name: string;
  bytes: Buffer;
}

/** Every image in a notebook's outputs, named after its code cell (counted from 1) and its label. */
export function imagesOf(notebook: Notebook): ImageFile[] {
  const taken = new Set<string>();
  return notebook.cells.filter(isCode).flatMap((cell, index) =>
    cell.outputs
      .flatMap((output) => ('data' in output ? imagesIn(output.data) : []))
      .map(({ label, extension, base64 }) => {
        const name = free(`cell-${String(index + 1).padStart(2, '0')}-${slug(label)}`, extension, taken);
        return { name, bytes: Buffer.from(base64, 'base64') };
      }),
  );
}

interface Found {
  label: string;
  extension: string;
  base64: string;
}

function imagesIn(data: MimeBundle): Found[] {
  const found: Found[] = [];
  // These MIME types are written by `kernel/display` with exactly these data.
  const comparison = data[COMPARISON_MIME] as unknown as ComparisonData | undefined;
  for (const image of comparison?.images ?? [])
    found.push({ label: image.label, extension: 'png', base64: image.png });
  const frames = data[FRAMES_MIME] as unknown as FramesData | undefined;
  for (const frame of frames?.frames ?? [])
    found.push({ label: frame.label, extension: 'png', base64: frame.png });

  const title = comparison?.title ?? frames?.title ?? 'output';
  for (const [mime, extension] of [
    ['image/png', 'png'],
    ['image/jpeg', 'jpg'],
    ['image/gif', 'gif'],
  ] as const) {
    const base64 = data[mime];
    if (typeof base64 === 'string') found.push({ label: title, extension, base64 });
  }
  return found;
}

const slug = (label: string): string =>
  label
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48) || 'image';

function free(stem: string, extension: string, taken: Set<string>): string {
  let name = `${stem}.${extension}`;
  for (let n = 2; taken.has(name); n++) name = `${stem}-${n}.${extension}`;
  taken.add(name);
  return name;
}
