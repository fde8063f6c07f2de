import type { EncodedImage } from '../../outputs';
import { extent, object, optional, text } from './parse';

/** Reads one image of an output. */
export function encodedImage(value: unknown, path: string): EncodedImage {
  const json = object(value, path);
  const original = optional(json.original, `${path}.original`, (v, p) => {
    const size = object(v, p);
    const file = optional(size.file, `${p}.file`, text);
    return {
      width: extent(size.width, `${p}.width`),
      height: extent(size.height, `${p}.height`),
      ...(file === undefined ? {} : { file }),
    };
  });
  return {
    png: text(json.png, `${path}.png`),
    width: extent(json.width, `${path}.width`),
    height: extent(json.height, `${path}.height`),
    ...(original ? { original } : {}),
  };
}

/** One sentence where images were reduced to fit the output's byte budget. */
export function reducedNote(images: readonly EncodedImage[]): string[] {
  const reduced = images.find((image) => image.original);
  if (!reduced?.original) return [];
  const { width, height, file } = reduced.original;
  const where = file ? ` The full-size file is ${file}.` : '';
  return [
    `Shown at ${reduced.width} x ${reduced.height}, reduced from ${width} x ${height} to keep the notebook small.${where}`,
  ];
}
