import path from 'node:path';
import { type FileSamples, synthesise } from '../../data';
import { isFileSamples } from '../../data/files/fileSamples';
import type { SampleSource, Scale } from '../../types';
import type { ExperimentData } from './sets';

/** Of `synthesiseSets`. */
export interface SynthesiseSetsOptions {
  /** Default 2, 3 and 4. */
  scales?: readonly Scale[];
  signal?: AbortSignal;
  onProgress?(progress: { scale: Scale; part: 'train' | 'test'; done: number; total: number }): void;
}

/**
 * Makes the samples of an experiment once and writes them to `x<scale>/train` and `x<scale>/test` of a folder, which
 * `folderData` then reads. What was stopped goes on when called again.
 * @throws Error for data that is not on disk, or that needs no synthesis
 */
export async function synthesiseSets(
  data: ExperimentData,
  folder: string,
  { scales = [2, 3, 4], signal, onProgress }: SynthesiseSetsOptions = {},
): Promise<FileSamples[]> {
  const written: FileSamples[] = [];
  for (const scale of scales) {
    const { training, test } = await data(scale, signal);
    for (const [part, set] of [
      ['train', training],
      ['test', test],
    ] as const) {
      const place = path.join(folder, `x${scale}`, part);
      const show = (done: number, total: number) => onProgress?.({ scale, part, done, total });
      written.push(await synthesise(requireFiles(set), place, { signal, onProgress: show }));
    }
  }
  return written;
}

function requireFiles(set: SampleSource): FileSamples {
  if (isFileSamples(set)) return set;
  throw new TypeError(
    `${set.description}: only data on disk is synthesised, such as GOPRO_Large_all or folders of frames.`,
  );
}
