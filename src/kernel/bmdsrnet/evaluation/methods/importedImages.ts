import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isFileSamples } from '../../data/files/fileSamples';
import type { SampleSource } from '../../types';

/** Names of files that `readImage` takes. */
export const IMAGE_FILE = /\.(png|jpe?g|webp|tiff?|bmp|gif|avif)$/i;

/** Image files of a folder and its sub-folders, as relative paths with `/`, numbers in their names in numeric order. */
export async function imageFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new Error(
      `the folder of images ${folder} cannot be listed: check the path; relative ones start from ${process.cwd()} (${cause.message})`,
      { cause },
    );
  });
  const files = entries.filter((name) => IMAGE_FILE.test(name)).map((name) => name.split(path.sep).join('/'));
  if (files.length === 0)
    throw new Error(`${folder} holds no images: PNG, JPEG, WebP, TIFF, BMP, GIF and AVIF are looked for`);
  return files.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The file of each sample of a set, and how they were matched. */
export interface ImportedFiles {
  /** Paths, in the order of the samples. */
  paths: string[];
  matched: 'by name' | 'in order';
}

/**
 * Finds the images of another program for the samples of a set.
 * @throws RangeError where neither names nor numbers of files fit
 */
export async function importedFiles(name: string, folder: string, set: SampleSource): Promise<ImportedFiles> {
  const files = await imageFiles(folder);
  const paths = (found: readonly string[]): string[] => found.map((file) => path.join(folder, file));
  if (isFileSamples(set)) {
    const byName = new Map(files.map((file) => [plainName(file), file]));
    const found = set.files.flatMap((sample) => byName.get(plainName(`${sample.name}.png`)) ?? []);
    if (found.length === set.length) return { paths: paths(found), matched: 'by name' };
    if (found.length > 0) {
      const lacking = set.files.find((sample) => !byName.has(plainName(`${sample.name}.png`)))!;
      throw new RangeError(
        `${name}: ${folder} holds images named after ${found.length} of the ${set.length} samples, but none for ` +
          `${lacking.name}: add what is missing`,
      );
    }
  }
  if (files.length === set.length) return { paths: paths(files), matched: 'in order' };
  throw new RangeError(
    `${name}: ${folder} holds ${files.length} images, but the set has ${set.length} samples` +
      `${isFileSamples(set) ? `, and no image is named after one, such as ${set.files[0]!.name}.png` : ''}`,
  );
}

/** Sub-folders count as part of a name. */
const plainName = (file: string): string =>
  file.slice(0, -path.extname(file).length).replaceAll('/', '_').toLowerCase();
