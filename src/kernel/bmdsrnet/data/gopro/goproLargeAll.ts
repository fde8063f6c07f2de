import path from 'node:path';
import { FRAME_COUNT, type Scale } from '../../types';
import { degradation, describeBlur, describeShrinking, type SynthesisOptions } from '../degradation';
import { type FileSamples, fileSamples } from '../files/fileSamples';
import { listFolder, videoAdvice } from '../files/folder';
import type { SampleFiles } from '../files/sampleFiles';
import { pathsIn, type Sequence, type WindowOptions, windowsOf } from '../files/sequences';
import type { RunAllOptions } from '../threads/runAll';
import { centredWindows, leftOut } from './centredWindows';
import { describePart, type GoproSplit, goproSequences } from './layout';

/** Of `goproLargeAll`. */
export interface GoproLargeAllOptions extends SynthesisOptions, WindowOptions, RunAllOptions {
  scale: Scale;
  split: GoproSplit;
  /** Take only these sequences, such as `['GOPR0372_07_00']`. */
  sequences?: readonly string[];
  /**
   * The folder of GOPRO_Large: one window around each of its sharp images, 2,103 and 1,111, instead of one each `stride`
   * frames. The images are found by comparing pictures, which takes minutes for the whole set; `onProgress` counts
   * sequences.
   */
  centredOn?: string;
}

/**
 * The paper's Motion-Blurred LR set (Tables 4 and 5) from GOPRO_Large_all: windows of seven consecutive frames within
 * a sequence, degraded when asked for. The folder holds `train/` and `test/` with 22 and 11 sequences of numbered
 * frames (720x1280, 240 frames/s). With the default stride of 7 there are 3,231 and 1,744 samples.
 *
 * Where the paper is silent, the mean is that of the sRGB values, rounded to 8 bits before it is shrunk (`gamma: 2.2`
 * and `roundMean: false` change that).
 * @throws an Error that names the folder or sequence: missing, too few frames, numbers missing, GOPRO_Large instead
 */
export async function goproLargeAll(folder: string, options: GoproLargeAllOptions): Promise<FileSamples> {
  const { split, scale, stride = FRAME_COUNT } = options;
  const settings = degradation(scale, { ...options, roundMean: options.roundMean ?? true });
  const sequences = await goproLargeAllSequences(folder, split, options.sequences);
  const { windows, how } = options.centredOn
    ? await windowsAround(sequences, options.centredOn, options)
    : { windows: sequences.flatMap((sequence) => windowsOf(sequence, options)), how: `stride ${stride}` };
  const names = sequences.map(({ name }) => name);
  return fileSamples(
    windows,
    settings,
    `${windows.length} windows of 7 frames, ${how}, from ${describePart('GOPRO_Large_all', split, names)}, ` +
      `${describeShrinking(settings)}, ${describeBlur(settings)}`,
  );
}

async function windowsAround(
  sequences: readonly Sequence[],
  large: string,
  options: GoproLargeAllOptions,
): Promise<{ windows: SampleFiles[]; how: string }> {
  const { split, stride } = options;
  if (stride !== undefined)
    throw new RangeError('give stride or centredOn: windows around given images have no stride');
  const names = sequences.map(({ name }) => name);
  const folders = await goproSequences(large, split, 'GOPRO_Large', names);
  const sharp = await Promise.all(
    sequences.map(async (sequence, s) => {
      const place = path.join(folders[s]!.folder, 'sharp');
      const { images } = await listFolder(place, 'the folder of sharp images');
      return { ...sequence, images: pathsIn(place, images) };
    }),
  );
  const around = await centredWindows(sharp, options);
  const windows = sharp.flatMap(({ name, images }, s) =>
    images.flatMap((image, i): SampleFiles[] => {
      const frames = around[s]![i];
      return frames ? [{ kind: 'window', name: `${name}_${path.parse(image).name}`, frames }] : [];
    }),
  );
  return { windows, how: `centred on the sharp images of GOPRO_Large${leftOut(around)}` };
}

/** The sequences of one part of GOPRO_Large_all with their frames in order. */
export async function goproLargeAllSequences(
  folder: string,
  split: GoproSplit,
  only?: readonly string[],
): Promise<Sequence[]> {
  const folders = await goproSequences(folder, split, 'GOPRO_Large_all', only);
  return Promise.all(
    folders.map(async ({ name, folder: place }) => {
      const listing = await listFolder(place, 'the folder of frames');
      if (listing.images.length === 0 && listing.folders.includes('sharp')) {
        throw new Error(
          `${place} holds ${listing.folders.join(', ')}: this is GOPRO_Large, with one blurred image for each sharp one. ` +
            'Use goproLarge for it, or give the folder of GOPRO_Large_all, which has every frame.',
        );
      }
      if (listing.images.length < FRAME_COUNT) {
        throw new Error(
          `sequence ${name} in ${place} holds ${listing.images.length} frames, but a window needs ${FRAME_COUNT}: ` +
            `copy or unpack it again, or leave it out with the option sequences.${videoAdvice(place, listing)}`,
        );
      }
      return { name, frames: pathsIn(place, listing.images) };
    }),
  );
}
