import path from 'node:path';
import { FRAME_COUNT, type SampleSet, type Scale } from '../types';
import { degradation, describeBlur, describeShrinking, type SynthesisOptions } from './degradation';
import { type FileSamples, fileSamples } from './files/fileSamples';
import { type InMemoryOptions, inMemory } from './files/inMemory';
import { listSequences, type WindowOptions, windowsOf } from './files/sequences';

/** Of `frameFolderSamples`. */
export interface FrameFolderOptions extends SynthesisOptions, WindowOptions {
  scale: Scale;
}

/**
 * Windows of seven consecutive sharp frames on disk, degraded as in the paper when they are asked for. The folder
 * holds the numbered frames of one sequence, or sub-folders that do.
 */
export async function frameWindows(folder: string, options: FrameFolderOptions): Promise<FileSamples> {
  const settings = degradation(options.scale, options);
  const sequences = await listSequences(folder);
  const windows = sequences.flatMap((sequence) => windowsOf(sequence, options));
  const { stride = FRAME_COUNT } = options;
  return fileSamples(
    windows,
    settings,
    `${windows.length} windows of 7 frames from ${path.basename(path.resolve(folder))}, ` +
      `${stride === FRAME_COUNT ? '' : `stride ${stride}, `}${describeShrinking(settings)}, ${describeBlur(settings)}`,
  );
}

/** `frameWindows`, read and degraded once and kept in memory. */
export async function frameFolderSamples(
  folder: string,
  options: FrameFolderOptions & InMemoryOptions,
): Promise<SampleSet> {
  return inMemory(await frameWindows(folder, options), options);
}
