import { CENTRE } from '../../types';
import { type Sequence, windowsOf } from '../files/sequences';
import { type RunAllOptions, runAll } from '../threads/runAll';

/** A sequence of GOPRO_Large_all and the sharp images of GOPRO_Large that are among its frames. */
export interface SharpSequence extends Sequence {
  /** All of the sequence. */
  images: readonly string[];
}

/**
 * The seven frames around the first `limit` sharp images of each sequence; undefined where the sequence begins or ends too near.
 * The images are found among the frames in threads, a task a sequence, because names do not tell which is which.
 */
export async function centredWindows(
  sequences: readonly SharpSequence[],
  { limit, ...options }: RunAllOptions & { limit?: number | undefined },
): Promise<(string[] | undefined)[][]> {
  const jobs = sequences.map(({ images, frames }) => ({
    images: images.slice(0, limit),
    frames,
    spacing: Math.round(frames.length / images.length),
  }));
  const centres = await runAll('findFrames', jobs, options);
  return sequences.map((sequence, s) => {
    const windows = windowsOf(sequence, { stride: 1 }).flatMap((files) =>
      files.kind === 'window' ? [files.frames] : [],
    );
    const around = new Map(windows.map((frames) => [frames[CENTRE]!, frames]));
    return centres[s]!.map((index) => around.get(sequence.frames[index]!));
  });
}

/** For descriptions and counts: how many images have no window. */
export const leftOut = (windows: readonly (readonly (string[] | undefined)[])[]): string => {
  const count = windows.flat().filter((frames) => frames === undefined).length;
  return count === 0 ? '' : `, ${count} left out too near the ends of their sequences`;
};
