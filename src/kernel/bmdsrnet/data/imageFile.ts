import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Metadata } from 'sharp';
import type { RgbImage } from '../types';
import { oneLine, reason } from './fileErrors';
import { toBytes } from './levels';
import { loadSharp } from './loadSharp';
import type { Region } from './region';
import { extractionAdvice, isVideo } from './video';
import { writeWhole } from './writeWhole';

/** Of `readImage`. */
export interface ReadOptions {
  /** Images with more pixels are refused before they are decoded. Default 100 million. */
  maxPixels?: number;
  /** The part to keep of a picture of this size; default all of it. An error that it throws is passed on. */
  region?: (width: number, height: number) => Region;
}

/** An image and what was done to it on the way, such as "CMYK was converted to sRGB"; one sentence a note. */
export interface ReadImage extends RgbImage {
  notes: string[];
}

/**
 * Reads an image file, or the bytes of one, as sRGB in [0, 1]. Rotation stored in the file is applied, greyscale
 * becomes three equal channels, 16 bits keep their precision, transparency is laid over white.
 * @param source a path (relative ones start from the working directory) or the file's bytes
 * @throws an Error that names the file and says what to do
 */
export async function readImage(
  source: string | Uint8Array,
  { maxPixels = 1e8, region }: ReadOptions = {},
): Promise<ReadImage> {
  const name = typeof source === 'string' ? source : 'the image';
  const bytes = typeof source === 'string' ? await readBytes(source) : source;
  if (bytes.length === 0) throw new Error(`${name} is empty (0 bytes): it was probably not saved completely`);
  const sharp = await loadSharp();
  const input = sharp(bytes, { failOn: 'truncated', limitInputPixels: false });
  const metadata = await input.metadata().catch((cause: Error) => {
    if (isVideo(name, bytes)) throw new Error(`${name} is a video. ${extractionAdvice(name)}`, { cause });
    throw new Error(
      `${name} is not an image that can be read. Use PNG, JPEG, WebP, TIFF, GIF or AVIF; if it is one, the file is damaged. (${oneLine(cause)})`,
      { cause },
    );
  });
  const { width, height } = metadata;
  if (width * height > maxPixels) {
    throw new Error(
      `${name} has ${width}x${height} pixels, more than the limit of ${maxPixels}: shrink it, or raise maxPixels if there is memory for it`,
    );
  }
  const deep = metadata.depth !== 'uchar';
  let pipeline = input.autoOrient();
  if (metadata.hasAlpha) pipeline = pipeline.flatten({ background: '#ffffff' });
  if (deep) pipeline = pipeline.pipelineColourspace('rgb16');
  const { data, info } = await pipeline
    .toColourspace(deep ? 'rgb16' : 'srgb')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: Error) => {
      throw new Error(
        `${name} is damaged or cut off: its ${width}x${height} pixels cannot all be decoded. Copy or export it again. (${oneLine(cause)})`,
        { cause },
      );
    });
  const samples = deep ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data;
  const part = region?.(info.width, info.height) ?? { left: 0, top: 0, ...sizeOf(info) };
  return {
    ...sizeOf(part),
    data: normalised(samples, info, part, deep ? 65535 : 255),
    notes: [...notesOf(metadata), ...(typeof source === 'string' ? placeNotes(source) : [])],
  };
}

/** The image as the bytes of an 8-bit PNG file; values are rounded and clipped. */
export async function encodePng(image: RgbImage): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const raw = { width: image.width, height: image.height, channels: 3 as const };
  return sharp(toBytes(image), { raw }).png().toBuffer();
}

/** Writes an 8-bit PNG file; folders are made, and the file appears only once it is complete. */
export async function writePng(file: string, image: RgbImage): Promise<void> {
  await writeWhole(file, await encodePng(image));
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    if ((await stat(file)).isDirectory()) {
      throw new Error(`${file} is a folder: give the path of one image file in it`);
    }
    return await readFile(file);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    if (cause.code === 'ENOENT') {
      throw new Error(
        `there is no file ${file}: check the name; relative paths start from ${process.cwd()}`,
        { cause },
      );
    }
    throw new Error(`${file} could not be read: ${reason(cause)}`, { cause });
  }
}

const sizeOf = ({ width, height }: { width: number; height: number }) => ({ width, height });

function normalised(
  samples: Uint8Array | Uint16Array,
  { width, channels }: { width: number; channels: number },
  part: Region,
  white: number,
): Float32Array {
  const data = new Float32Array(part.width * part.height * 3);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  let to = 0;
  for (let y = part.top; y < part.top + part.height; y++) {
    let from = (y * width + part.left) * channels;
    for (let x = 0; x < part.width; x++, from += channels, to += 3) {
      data[to] = samples[from]! / white;
      data[to + 1] = samples[from + green]! / white;
      data[to + 2] = samples[from + blue]! / white;
    }
  }
  return data;
}

function notesOf({ space, depth, hasAlpha, orientation = 1, pages = 1 }: Metadata): string[] {
  return [
    space === 'cmyk' && 'CMYK was converted to sRGB',
    (space === 'b-w' || space === 'grey16') && 'greyscale was copied to three equal channels',
    depth !== 'uchar' && `read with more than 8 bits a channel (${depth})`,
    hasAlpha && 'transparency was laid over white',
    orientation > 1 && 'the rotation stored in the file was applied',
    pages > 1 && `only the first of ${pages} pages was read`,
  ].filter((note) => note !== false);
}

/** A notebook that reads from elsewhere works on this machine only. Notes are saved in notebooks: no folder names. */
function placeNotes(file: string): string[] {
  const folder = process.cwd();
  const way = path.relative(folder, path.resolve(folder, file));
  // On Windows, the way to another drive is an absolute path.
  const outside = way.split(path.sep)[0] === '..' || path.isAbsolute(way);
  return outside ? [`${file} lies outside the working folder: copy it there to share the notebook`] : [];
}
