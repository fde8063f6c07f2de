import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { encodePng, readImage, reason } from '../data';
import { writeWhole } from '../data/writeWhole';
import { type RestoreOptions, restore, writeTable } from '../evaluation';
import { releaseForwardPass } from '../evaluation/forwardPass';
import type { RestorationNetwork, RgbImage } from '../types';
import { describeNetwork, writeConfig } from './config/writeConfig';
import { imagesOf } from './imagesOf';
import type { RestoredFile } from './restoredFile';
import { restoredTable } from './restoredTable';
import { targetsOf } from './targetsOf';

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

/**
 * Restores image files, or all images of folders, of any size, and writes `<name>_x<scale>.png`, a table
 * `restored.{csv,md,tex}` of sizes, times and tiles, and `config.json`.
 * One that can't be read stops nothing: it is named in the error at the end.
 * @throws AggregateError of the files that failed, after the others were written
 */
export async function restoreFiles(
  network: RestorationNetwork,
  inputs: readonly string[],
  { out = 'restored', frames = false, onProgress, ...options }: RestoreFilesOptions = {},
): Promise<RestoredFile[]> {
  const files = await imagesOf(inputs);
  const targets = targetsOf(files, out, network.scale);
  await mkdir(out, { recursive: true });
  const { signal: _, ...settings } = options;
  await writeConfig(out, { network: describeNetwork(network), settings: { frames, ...settings }, files });
  const restored: RestoredFile[] = [];
  const failures: Error[] = [];
  try {
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
        const { tiles, seconds, megapixelsPerSecond } = result;
        restored.push({
          ...{ file, width: image.width, height: image.height, tiles, seconds, megapixelsPerSecond },
          written: images.map(([target]) => target),
        });
      } catch (error) {
        if (options.signal?.aborted) throw error;
        const why = reason(error);
        failures.push(new Error(why.includes(file) ? why : `${file}: ${why}`, { cause: error }));
      }
    }
  } finally {
    await releaseForwardPass(network);
    const table = restoredTable([{ name: network.name, files: restored }], network.scale);
    if (restored.length > 0) await writeTable(path.join(out, 'restored'), table);
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
