import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { encodePng, readImage, reason } from '../data';
import { writeWhole } from '../data/writeWhole';
import { type RestoreOptions, restore } from '../evaluation';
import { IMAGE_FILE } from '../evaluation/methods/importedImages';
import type { RestorationNetwork, RgbImage } from '../types';

/** Of `restoreFiles`. */
export interface RestoreFilesOptions extends Omit<RestoreOptions, 'onProgress'> {
  /** Folder of the results. Default `restored`. */
  out?: string;
  /** Also writes the seven LR frames, as `<name>-frame1.png` and so on. Default false. */
  frames?: boolean;
  onProgress?(progress: RestoreProgress): void;
}

/** How far `restoreFiles` is. */
export interface RestoreProgress {
  file: string;
  /** Files done, and how many there are. */
  done: number;
  total: number;
  tile: number;
  tiles: number;
}

/** A file that `restoreFiles` has restored. */
export interface RestoredFile {
  file: string;
  /** What was written, the HR image first. */
  written: string[];
  seconds: number;
  /** HR megapixels a second. */
  megapixelsPerSecond: number;
}

/**
 * Restores image files, or all images of folders, of any size, and writes `<name>_x<scale>.png`.
 * One that can't be read stops nothing: it is named in the error at the end.
 * @throws AggregateError of the files that failed, after the others were written
 */
export async function restoreFiles(
  network: RestorationNetwork,
  inputs: readonly string[],
  { out = 'restored', frames = false, onProgress, ...options }: RestoreFilesOptions = {},
): Promise<RestoredFile[]> {
  const files = (await Promise.all(inputs.map(imagesOf))).flat();
  const targets = files.map((file) => path.join(out, `${path.parse(file).name}_x${network.scale}.png`));
  const twice = targets.findIndex((target, i) => targets.indexOf(target) < i);
  if (twice >= 0) {
    throw new Error(
      `${files[targets.indexOf(targets[twice]!)]} and ${files[twice]} would both be written to ${targets[twice]}: ` +
        'restore them into two folders.',
    );
  }
  await mkdir(out, { recursive: true });
  const restored: RestoredFile[] = [];
  const failures: Error[] = [];
  for (const [done, file] of files.entries()) {
    try {
      const image = await readImage(file);
      const result = await restore(network, image, {
        ...options,
        onProgress: (tile, tiles) => onProgress?.({ file, done, total: files.length, tile, tiles }),
      });
      const images: [string, RgbImage][] = [[targets[done]!, result.output]];
      if (frames) {
        for (const [i, frame] of result.frames.entries())
          images.push([path.join(out, `${path.parse(file).name}-frame${i + 1}.png`), frame]);
      }
      for (const [target, content] of images) await writeWhole(target, await encodePng(content));
      restored.push({
        file,
        written: images.map(([target]) => target),
        seconds: result.seconds,
        megapixelsPerSecond: result.megapixelsPerSecond,
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      const why = reason(error);
      failures.push(new Error(why.includes(file) ? why : `${file}: ${why}`, { cause: error }));
    }
  }
  if (failures.length > 0) {
    const list = failures.map(({ message }) => `  ${message}`).join('\n');
    throw new AggregateError(
      failures,
      `${failures.length} of ${files.length} images could not be restored (the others are in ${out}):\n${list}`,
    );
  }
  return restored;
}

async function imagesOf(input: string): Promise<string[]> {
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
