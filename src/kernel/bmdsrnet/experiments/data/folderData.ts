import path from 'node:path';
import {
  type FileSamples,
  folderPair,
  frameWindows,
  type GoproSplit,
  goproLarge,
  goproLargeAll,
  sharpFolder,
  synthesised,
  type WindowOptions,
} from '../../data';
import type { Scale } from '../../types';
import { holdOut, partOf } from './holdOut';
import { holdOutWindows } from './holdOutWindows';
import { type FoundData, findData, type SetLayout } from './layout';
import type { ExperimentData, SetKind } from './sets';

/** How frames become samples; all but `limit` are for folders of frames alone. */
export interface FolderDataOptions extends WindowOptions {
  /** Frames from one window to the next in the training part. Default 7; tests always take 7, as the paper. */
  stride?: number;
  /** Average frames in linear light, such as 2.2. Default 1, the sRGB values as in the paper. */
  gamma?: number;
  /** At most this many samples of each sequence, or of a set without sequences. */
  limit?: number;
}

const KINDS: Record<SetLayout, SetKind> = {
  sequences: 'frames',
  GOPRO_Large: 'LR-GOPRO',
  pairs: 'pairs',
  'sharp images': 'sharp images',
  synthesised: 'synthesised',
};

/**
 * Data on disk. What the folder holds is found out: GOPRO_Large_all (Tables 4 and 5), GOPRO_Large (LR-GOPRO, Table 6),
 * LR and HR images in `lr/` and `hr/`, sharp images, folders of numbered frames, or what `synthesise` wrote; each as
 * `train/` and `test/`, or as one set whose last quarter is held out, whole sequences where there are several. A set for
 * each scale may lie in `x2/`, `x3/`, `x4/`.
 * @throws an Error that says what is understood, or which option has no meaning for this data
 */
export function folderData(folder: string, options: FolderDataOptions = {}): ExperimentData {
  return async (scale) => {
    const found = await findData(folder, scale);
    requireMeaning(found, options);
    if (!found.parts) {
      const set = await wholeSet(found, scale, options);
      const split =
        found.layout === 'sequences'
          ? holdOutWindows(set, await wholeSet(found, scale, withoutStride(options)))
          : holdOut(set);
      return { kind: kindOf(found, split.test), ...split };
    }
    const [training, test] = await Promise.all([
      part(found, 'train', scale, options),
      part(found, 'test', scale, withoutStride(options)),
    ]);
    return { kind: kindOf(found, test), training, test };
  };
}

function kindOf({ layout, parts }: FoundData, { description }: FileSamples): SetKind {
  if (layout === 'sequences' && parts) return 'GOPRO_Large_all';
  // Of what was synthesised the manifest tells the source in words.
  if (layout === 'synthesised' && /blur_gamma\/sharp from .*\bGOPRO_Large\b/.test(description))
    return 'LR-GOPRO';
  return KINDS[layout];
}

function part(
  { folder, layout }: FoundData,
  split: GoproSplit,
  scale: Scale,
  options: FolderDataOptions,
): Promise<FileSamples> {
  if (layout === 'sequences') return goproLargeAll(folder, { ...options, scale, split });
  if (layout === 'GOPRO_Large') {
    const { limit } = options;
    return goproLarge(folder, { scale, split, ...(limit !== undefined && { limit }) });
  }
  return wholeSet({ folder: path.join(folder, split), layout }, scale, options);
}

async function wholeSet(
  { folder, layout }: Pick<FoundData, 'folder' | 'layout'>,
  scale: Scale,
  options: FolderDataOptions,
): Promise<FileSamples> {
  switch (layout) {
    case 'sequences':
      return frameWindows(folder, { ...options, scale });
    case 'GOPRO_Large':
      throw new Error(`${folder} holds sequences of GOPRO_Large, but not its folders train/ and test/.`);
    case 'pairs':
      return limited(await folderPair(folder, { scale }), options);
    case 'sharp images':
      return limited(await sharpFolder(folder, { scale }), options);
    case 'synthesised':
      return limited(requireScale(await synthesised(folder), scale, folder), options);
  }
}

const limited = (set: FileSamples, { limit = set.length }: FolderDataOptions): FileSamples =>
  partOf(set, 0, limit);

function withoutStride({ stride: _, ...options }: FolderDataOptions): FolderDataOptions {
  return options;
}

function requireScale(set: FileSamples, scale: Scale, folder: string): FileSamples {
  if (set.scale === scale) return set;
  throw new RangeError(
    `${folder} was synthesised for x${set.scale}, not x${scale}: ask for scale ${set.scale} alone, or synthesise the others.`,
  );
}

function requireMeaning({ layout, folder }: FoundData, { stride, gamma, gaps }: FolderDataOptions): void {
  if (layout === 'sequences') return;
  const given = Object.entries({ stride, gamma, gaps }).find(([, value]) => value !== undefined);
  if (!given) return;
  throw new RangeError(
    `${given[0]} is for windows of frames, but ${folder} holds ${layout === 'GOPRO_Large' ? 'GOPRO_Large, which is blurred already' : layout}: leave it out.`,
  );
}
