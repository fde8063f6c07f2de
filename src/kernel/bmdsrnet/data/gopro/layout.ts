import path from 'node:path';
import { listFolder, videoAdvice } from '../files/folder';

/** Part of GOPRO: 22 sequences to train on, 11 to test on. */
export type GoproSplit = 'train' | 'test';

/** Sequences of the published set; a part of it, or a miniature, has fewer. */
export const GOPRO_SEQUENCES = { train: 22, test: 11 } as const;

/** A folder of one sequence. */
export interface SequenceFolder {
  name: string;
  folder: string;
}

/**
 * The sequence folders of one part of GOPRO_Large_all or GOPRO_Large.
 * @param only names of the sequences to take; default all
 */
export async function goproSequences(
  folder: string,
  split: GoproSplit,
  set: 'GOPRO_Large_all' | 'GOPRO_Large',
  only?: readonly string[],
): Promise<SequenceFolder[]> {
  const top = await listFolder(folder, `the folder of ${set}`);
  if (!top.folders.includes(split)) {
    throw new Error(
      `${folder} holds no folder "${split}": give the folder ${set} itself, with train/ and test/ in it` +
        `${top.folders.length > 0 ? ` (this one holds ${top.folders.slice(0, 3).join(', ')})` : ''}.${videoAdvice(folder, top)}`,
    );
  }
  const { folders: names } = await listFolder(path.join(folder, split), `the folder of ${set}`);
  if (names.length === 0) {
    throw new Error(
      `${path.join(folder, split)} holds no sequences: unpack ${set} again; it has ${GOPRO_SEQUENCES[split]} folders there, such as GOPR0372_07_00`,
    );
  }
  const unknown = only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) {
    throw new Error(
      `${path.join(folder, split)} holds no sequence ${unknown.join(', ')}; it holds ${names.join(', ')}`,
    );
  }
  return names
    .filter((name) => only?.includes(name) ?? true)
    .map((name) => ({ name, folder: path.join(folder, split, name) }));
}

/**
 * What the sequences are, for the description of a set: how much of the published one, or, by their names, something
 * else in its layout.
 */
export function describePart(
  set: 'GOPRO_Large_all' | 'GOPRO_Large',
  split: GoproSplit,
  names: readonly string[],
): string {
  const all = GOPRO_SEQUENCES[split];
  if (names.every((name) => /^GOPR\d{4}_\d\d_\d\d$/.test(name))) {
    return `${set} (${names.length === all ? `all ${all}` : `${names.length} of ${all}`} ${split} sequences)`;
  }
  const more = names.length > 2 ? ` and ${names.length - 2} more` : '';
  return `${names.slice(0, 2).join(', ')}${more} (${split}, in the layout of ${set})`;
}
