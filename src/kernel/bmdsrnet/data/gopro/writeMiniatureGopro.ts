import path from 'node:path';
import { createRandom } from '../../random';
import { CENTRE, FRAME_COUNT, type RgbImage } from '../../types';
import { averageFrames } from '../exposure';
import { writePng } from '../imageFile';
import { fromLevels, roundLevels } from '../levels';
import { renderScene } from '../procedural';
import type { GoproSplit } from './layout';

/** Size of a miniature of GOPRO. */
export interface MiniatureOptions {
  /** In all; the last third of them, at least one, is the test part. Default 2: one for training, one for tests. */
  sequences?: number;
  /** Of each sequence. Default 21: three windows of seven. */
  frames?: number;
  /** Of a frame, in pixels. Default 96 x 96. */
  width?: number;
  height?: number;
  /** Default 1. */
  seed?: number;
}

/** Where a miniature was written, and its sequences. */
export interface Miniature {
  /** Folder in the layout of GOPRO_Large_all: every frame. */
  largeAll: string;
  /** Folder in the layout of GOPRO_Large: `blur`, `blur_gamma` and `sharp`, one image for each seven frames. */
  large: string;
  train: string[];
  test: string[];
}

/**
 * Writes procedural scenes in the two layouts of the GOPRO data set, to try a recipe on before the real set is there.
 * The same options write the same pictures.
 */
export async function writeMiniatureGopro(
  folder: string,
  options: MiniatureOptions = {},
): Promise<Miniature> {
  const { sequences = 2, frames = 3 * FRAME_COUNT, width = 96, height = 96, seed = 1 } = options;
  if (!Number.isInteger(sequences) || sequences < 2)
    throw new RangeError(`sequences must be a whole number from 2 (train and test), not ${sequences}`);
  if (!Number.isInteger(frames) || frames < FRAME_COUNT)
    throw new RangeError(`frames must be a whole number from ${FRAME_COUNT}, not ${frames}`);
  const miniature: Miniature = {
    largeAll: path.join(folder, 'GOPRO_Large_all'),
    large: path.join(folder, 'GOPRO_Large'),
    train: [],
    test: [],
  };
  const tests = Math.max(1, Math.floor(sequences / 3));
  for (let i = 0; i < sequences; i++) {
    const split: GoproSplit = i < sequences - tests ? 'train' : 'test';
    // As in the real names, the middle number says how many frames make one blurred image.
    const name = `MINI${String(i + 1).padStart(4, '0')}_07_00`;
    const scene = createRandom(seed)
      .fork(i)
      .integer(2 ** 31);
    const travel = [2, 6].map((pixels) => (pixels * frames) / FRAME_COUNT) as [number, number]; // a window's each
    const pictures = renderScene({ seed: scene, width, height, frames, travel });
    miniature[split].push(name);
    await writeSequence(pictures, path.join(miniature.largeAll, split, name));
    await writePairs(pictures, path.join(miniature.large, split, name));
  }
  return miniature;
}

/** Like most real sequences, these do not begin with number 1. */
const fileName = (frame: number): string => `${String(frame + 100).padStart(6, '0')}.png`;

async function writeSequence(pictures: readonly RgbImage[], folder: string): Promise<void> {
  for (const [i, picture] of pictures.entries()) await writePng(path.join(folder, fileName(i)), picture);
}

async function writePairs(pictures: readonly RgbImage[], folder: string): Promise<void> {
  for (let first = 0; first + FRAME_COUNT <= pictures.length; first += FRAME_COUNT) {
    const window = pictures.slice(first, first + FRAME_COUNT);
    const mean = (gamma: number): RgbImage => fromLevels(roundLevels(averageFrames(window, gamma)));
    const images = { blur: mean(1), blur_gamma: mean(2.2), sharp: window[CENTRE]! };
    for (const [part, image] of Object.entries(images)) {
      await writePng(path.join(folder, part, fileName(first + CENTRE)), image);
    }
  }
}
