import { createHash } from 'node:crypto';
import path from 'node:path';
import type { RgbImage } from '../../types';
import type { Degradation } from '../degradation';
import { readSample } from '../files/readSample';
import type { SampleFiles } from '../files/sampleFiles';
import { encodePng } from '../imageFile';
import { writeWhole } from '../writeWhole';
import { sampleFilesIn } from './layout';

export interface WriteJob {
  files: SampleFiles;
  settings: Degradation;
  folder: string;
}

/** A file that was written: path from the set's folder with `/`, bytes, SHA-256 in hexadecimal. */
export interface WrittenFile {
  path: string;
  bytes: number;
  sha256: string;
}

/** A sample on disk. */
export interface WrittenSample {
  name: string;
  files: WrittenFile[];
}

/** Makes a sample and writes its images as PNG, each complete or not at all. */
export async function writeSample({ files, settings, folder }: WriteJob): Promise<WrittenSample> {
  const { blurred, frames, sharp } = await readSample(files, settings);
  const places = sampleFilesIn(files.name, frames.length);
  const images: [string, RgbImage][] = [
    [places.blurred, blurred],
    ...frames.map((frame, i): [string, RgbImage] => [places.frames[i]!, frame]),
    [places.sharp, sharp],
  ];
  const written: WrittenFile[] = [];
  for (const [place, image] of images) {
    const png = await encodePng(image);
    await writeWhole(path.join(folder, place), png);
    written.push({ path: place, bytes: png.length, sha256: createHash('sha256').update(png).digest('hex') });
  }
  return { name: files.name, files: written };
}
