import path from 'node:path';
import { MANIFEST } from '../../data/disk/layout';
import { listFolder, videoAdvice } from '../../data/files/folder';
import type { Scale } from '../../types';

/** How the images of one set, or of one part of it, lie in their folder. */
export type SetLayout = 'sequences' | 'GOPRO_Large' | 'pairs' | 'sharp images' | 'synthesised';

/** A data folder that was looked into. */
export interface FoundData {
  /** The folder that was given, or its `x<scale>`. */
  folder: string;
  layout: SetLayout;
  /** It holds `train` and `test`; else it is one set. */
  parts: boolean;
}

/**
 * Finds out what a data folder holds.
 * @throws an Error that lists what is understood
 */
export async function findData(given: string, scale: Scale): Promise<FoundData> {
  const top = await listFolder(given, 'the data folder');
  const folder = top.folders.includes(`x${scale}`) ? path.join(given, `x${scale}`) : given;
  const { folders } = folder === given ? top : await listFolder(folder, 'the data folder');
  const parts = folders.includes('train') && folders.includes('test');
  return { folder, parts, layout: await layoutOf(parts ? path.join(folder, 'train') : folder) };
}

async function layoutOf(folder: string): Promise<SetLayout> {
  const listing = await listFolder(folder, 'the data folder');
  const { images, folders, others } = listing;
  if (others.includes(MANIFEST)) return 'synthesised';
  if (folders.includes('lr') && folders.includes('hr')) return 'pairs';
  if (images.length > 0) return 'sharp images';
  for (const name of folders) {
    const inner = await listFolder(path.join(folder, name), 'the folder of a sequence');
    if (inner.folders.includes('sharp')) return 'GOPRO_Large';
    if (inner.images.length > 0) return 'sequences';
  }
  throw new Error(
    `${folder} holds nothing to train or test on. Give GOPRO_Large_all or GOPRO_Large with train/ and test/, a folder ` +
      'with lr/ and hr/, a folder of sharp images, folders of numbered frames, or what `synthesise` wrote; a set for ' +
      `each scale may lie in x2/, x3/ and x4/.${videoAdvice(folder, listing)}`,
  );
}
