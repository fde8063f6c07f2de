import path from 'node:path';
import type { Scale } from '../../types';
import { degradation, describeShrinking, type SynthesisOptions } from '../degradation';
import { type FileSamples, fileSamples } from '../files/fileSamples';
import { listFolder } from '../files/folder';
import type { SampleFiles } from '../files/sampleFiles';
import type { Sequence } from '../files/sequences';
import type { RunAllOptions } from '../threads/runAll';
import { centredWindows, leftOut } from './centredWindows';
import { goproLargeAllSequences } from './goproLargeAll';
import { describePart, type GoproSplit, goproSequences, type SequenceFolder } from './layout';

/** Of `goproLarge`. */
export interface GoproLargeOptions extends Pick<SynthesisOptions, 'arithmetic'>, RunAllOptions {
  scale: Scale;
  split: GoproSplit;
  /** Which blurred images: averaged in linear light (default, as in GFN's LR-GOPRO) or as sRGB values. */
  blur?: 'blur_gamma' | 'blur';
  /** Take only these sequences, such as `['GOPR0384_11_00']`. */
  sequences?: readonly string[];
  /** Take at most this many images of each sequence. */
  limit?: number;
  /**
   * The folder of GOPRO_Large_all: samples then have the seven frames around each sharp image, the middle ones of the 7,
   * 11 or 13 that were averaged. They are found by comparing pictures, which takes minutes for the whole set;
   * `onProgress` counts sequences.
   */
  frames?: string;
}

type BlurredPair = Extract<SampleFiles, { kind: 'blurredPair' }>;

/**
 * LR-GOPRO (Table 6, GFN's protocol) from GOPRO_Large: the published blurred and sharp pairs, 2,103 and 1,111, the
 * blurred ones shrunk by MATLAB bicubic when asked for. The folder holds `train/` and `test/`, their sequences
 * `blur/`, `blur_gamma/` and `sharp/` with equal names. Its samples have no LR frames, because the set has one
 * sharp image for each blurred one; the option `frames` takes them from GOPRO_Large_all.
 * @throws an Error that names the folder or image: missing, without its pair, GOPRO_Large_all instead
 */
export async function goproLarge(folder: string, options: GoproLargeOptions): Promise<FileSamples> {
  const { split, scale, blur = 'blur_gamma', limit, arithmetic } = options;
  const settings = degradation(scale, { arithmetic });
  const sequences = await goproSequences(folder, split, 'GOPRO_Large', options.sequences);
  const pairs = await Promise.all(sequences.map((sequence) => pairsOf(sequence, blur)));
  const names = sequences.map(({ name }) => name);
  const { files, note } = options.frames
    ? await withFrames(pairs, await goproLargeAllSequences(options.frames, split, names), options)
    : { files: pairs.flatMap((ofSequence) => ofSequence.slice(0, limit)), note: '' };
  return fileSamples(
    files,
    settings,
    `${files.length} pairs ${blur}/sharp from ${describePart('GOPRO_Large', split, names)}${note}, ${describeShrinking(settings)}`,
  );
}

async function withFrames(
  pairs: readonly BlurredPair[][],
  sequences: readonly Sequence[],
  options: Pick<GoproLargeOptions, 'limit' | keyof RunAllOptions>,
): Promise<{ files: SampleFiles[]; note: string }> {
  const sharp = sequences.map((sequence, s) => ({
    ...sequence,
    images: pairs[s]!.map((pair) => pair.sharp),
  }));
  const windows = await centredWindows(sharp, options);
  const files = pairs.flatMap((ofSequence, s) =>
    ofSequence.flatMap((pair, i) => (windows[s]![i] ? [{ ...pair, frames: windows[s]![i] }] : [])),
  );
  return { files, note: ` with seven frames each${leftOut(windows)}` };
}

async function pairsOf({ name, folder }: SequenceFolder, blur: string): Promise<BlurredPair[]> {
  const { folders, images } = await listFolder(folder, 'the folder of a sequence');
  for (const part of [blur, 'sharp']) {
    if (folders.includes(part)) continue;
    throw new Error(
      `${folder} holds no folder "${part}": ${
        images.length > 0
          ? 'its frames lie directly in it, so this is GOPRO_Large_all; use goproLargeAll for it'
          : `unpack GOPRO_Large again${folders.length > 0 ? `, or choose another blur (it holds ${folders.join(', ')})` : ''}`
      }`,
    );
  }
  const imagesIn = async (part: string): Promise<string[]> =>
    (await listFolder(path.join(folder, part), 'the folder of images')).images;
  const [blurred, sharp] = await Promise.all([imagesIn(blur), imagesIn('sharp')]);
  const lone = [
    ...blurred.filter((image) => !sharp.includes(image)).map((image) => `${blur}/${image}`),
    ...sharp.filter((image) => !blurred.includes(image)).map((image) => `sharp/${image}`),
  ];
  if (lone.length > 0 || sharp.length === 0) {
    throw new Error(
      `sequence ${name} in ${folder}: ${blur}/ has ${blurred.length} images and sharp/ ${sharp.length}` +
        `${lone.length > 0 ? `; without its pair is ${lone.slice(0, 3).join(', ')}` : ''}. Copy or unpack it again.`,
    );
  }
  return sharp.map((image) => ({
    kind: 'blurredPair',
    name: `${name}_${path.parse(image).name}`,
    blurred: path.join(folder, blur, image),
    sharp: path.join(folder, 'sharp', image),
  }));
}
