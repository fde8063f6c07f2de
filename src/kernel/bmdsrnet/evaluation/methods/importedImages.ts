import { readdir } from 'node:fs/promises';
import path from 'node:path';

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
