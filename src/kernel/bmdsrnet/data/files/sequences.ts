import path from 'node:path';
import { FRAME_COUNT } from '../../types';
import { listFolder, videoAdvice } from './folder';
import type { SampleFiles } from './sampleFiles';

/** Consecutive frames in time order. */
export interface Sequence {
  name: string;
  /** Paths. */
  frames: string[];
}

/** Which windows of seven frames are taken from a sequence. */
export interface WindowOptions {
  /** Frames from the start of one window to the start of the next. Default 7: windows do not share frames. */
  stride?: number;
  /** Take at most this many windows of each sequence. */
  limit?: number;
  /**
   * Where a number between two frames is missing: `refuse` (default) says which, `split` lets no window span the
   * gap, `ignore` takes the frames as they come.
   */
  gaps?: 'refuse' | 'split' | 'ignore';
}

/** Windows of seven consecutive frames of a sequence, named after sequence and first frame. */
export function windowsOf({ name, frames }: Sequence, options: WindowOptions = {}): SampleFiles[] {
  const { stride = FRAME_COUNT, limit = Number.POSITIVE_INFINITY, gaps = 'refuse' } = options;
  if (!Number.isInteger(stride) || stride < 1)
    throw new RangeError(`stride must be a whole number from 1, not ${stride}`);
  const runs = gaps === 'ignore' ? [frames] : splitAtGaps(frames);
  if (runs.length > 1 && gaps === 'refuse') throw new Error(missingFrames(name, runs));
  const windows: SampleFiles[] = [];
  for (const run of runs) {
    for (let first = 0; first + FRAME_COUNT <= run.length && windows.length < limit; first += stride) {
      const window = run.slice(first, first + FRAME_COUNT);
      windows.push({ kind: 'window', name: `${name}_${path.parse(window[0]!).name}`, frames: window });
    }
  }
  return windows;
}

/** The frames of one sequence, or of each sub-folder that is one. */
export async function listSequences(folder: string): Promise<Sequence[]> {
  const listing = await listFolder(folder, 'the folder of frames');
  const here = { name: path.basename(path.resolve(folder)), frames: pathsIn(folder, listing.images) };
  const sequences =
    here.frames.length > 0
      ? [here]
      : await Promise.all(
          listing.folders.map(async (name) => {
            const { images } = await listFolder(path.join(folder, name), 'the folder of frames');
            return { name, frames: pathsIn(path.join(folder, name), images) };
          }),
        );
  if (sequences.some(({ frames }) => frames.length >= FRAME_COUNT)) return sequences;
  throw new Error(
    `${folder} holds no sequence of at least ${FRAME_COUNT} frames: it needs numbered images such as 000.png, 001.png, directly or one folder below.${videoAdvice(folder, listing)}`,
  );
}

export function pathsIn(folder: string, names: readonly string[]): string[] {
  return names.map((name) => path.join(folder, name));
}

/** Runs of frames whose numbers follow each other at the sequence's usual step; other names are taken to follow. */
function splitAtGaps(frames: readonly string[]): string[][] {
  const numbers = frames.map((file) => Number(/(\d+)\.\w+$/.exec(file)?.[1]));
  const steps = numbers.slice(1).map((number, i) => number - numbers[i]!);
  const step = steps.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const runs: string[][] = [];
  for (const [i, frame] of frames.entries()) {
    if (i > 0 && !(steps[i - 1]! > step)) runs.at(-1)!.push(frame);
    else runs.push([frame]);
  }
  return runs;
}

function missingFrames(name: string, runs: readonly string[][]): string {
  const gaps = runs
    .slice(1)
    .map((run, i) => `${path.basename(runs[i]!.at(-1)!)} and ${path.basename(run[0]!)}`);
  return (
    `sequence ${name}: frames are missing between ${gaps.slice(0, 3).join(', between ')}` +
    `${gaps.length > 3 ? ` and in ${gaps.length - 3} more places` : ''}. Copy or extract them again, or pass ` +
    `gaps: 'split' to take windows only where the numbers follow each other, or 'ignore' if nothing is missing.`
  );
}
