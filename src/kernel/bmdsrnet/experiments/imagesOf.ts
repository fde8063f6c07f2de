import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { reason } from '../data';
import { IMAGE_FILE } from '../evaluation/methods/importedImages';

/** Image files, and all images of folders, numbers in their names in numeric order. @throws Error that names what is not there */
export async function imagesOf(inputs: readonly string[]): Promise<string[]> {
  return (await Promise.all(inputs.map(imagesAt))).flat();
}

async function imagesAt(input: string): Promise<string[]> {
  const found = await stat(input).catch((cause: unknown) => {
    throw new Error(`There is no image or folder at ${input} (${reason(cause)}).`, { cause });
  });
  if (!found.isDirectory()) return [input];
  const names = (await readdir(input)).filter((name) => IMAGE_FILE.test(name));
  if (names.length === 0) throw new Error(`The folder ${input} holds no images.`);
  return names
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => path.join(input, name));
}
