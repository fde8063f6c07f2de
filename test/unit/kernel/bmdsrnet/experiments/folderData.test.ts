import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FileSamples,
  type Miniature,
  renderScene,
  writeMiniatureGopro,
  writePng,
} from '../../../../../src/kernel/bmdsrnet/data';
import { filesOf } from '../../../../../src/kernel/bmdsrnet/data/files/sampleFiles';
import { folderData, proceduralData, synthesiseSets } from '../../../../../src/kernel/bmdsrnet/experiments';

const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-folder-data-'));
let miniature: Miniature;
beforeAll(async () => {
  miniature = await writeMiniatureGopro(folder, { sequences: 3, frames: 21, width: 48, height: 48 });
  const pictures = renderScene({ seed: 3, width: 16, height: 16, frames: 8 });
  for (const [i, image] of pictures.entries()) {
    const half = renderScene({ seed: 3, width: 8, height: 8, frames: 1 })[0]!;
    await writePng(path.join(folder, 'sharp', `${i}.png`), image);
    await writePng(path.join(folder, 'pairs', 'hr', `${i}.png`), image);
    await writePng(path.join(folder, 'pairs', 'lr', `${i}.png`), half);
    for (const part of ['train', 'test'])
      await writePng(path.join(folder, 'each', 'x2', part, `${part}${i}.png`), image);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a data folder', () => {
  it('is known by what it holds', async () => {
    const counts = async (place: string, options = {}) => {
      const { kind, training, test } = await folderData(place, options)(2);
      const frames = (await training.at(0)).frames.length;
      return [kind, training.length, test.length, frames];
    };
    expect(await counts(miniature.largeAll)).toEqual(['GOPRO_Large_all', 6, 3, 7]);
    expect(await counts(miniature.large)).toEqual(['LR-GOPRO', 6, 3, 0]);
    expect(await counts(path.join(miniature.largeAll, 'train'))).toEqual(['frames', 3, 3, 7]);
    expect(await counts(path.join(folder, 'sharp'))).toEqual(['sharp images', 6, 2, 0]);
    expect(await counts(path.join(folder, 'pairs'))).toEqual(['pairs', 6, 2, 0]);
    expect(await counts(path.join(folder, 'each'), { limit: 3 })).toEqual(['sharp images', 3, 3, 0]);
    // More windows to train on; tests stay comparable. At most so many of each sequence.
    expect(await counts(miniature.largeAll, { stride: 2 })).toEqual(['GOPRO_Large_all', 16, 3, 7]);
    expect(await counts(miniature.largeAll, { limit: 1 })).toEqual(['GOPRO_Large_all', 2, 1, 7]);
    expect((await proceduralData({ scenes: 1, heldOut: 1, lrSize: 8 })(2)).kind).toBe('procedural');
  });

  it('shares no sample between training and tests', async () => {
    const { training, test } = await folderData(path.join(folder, 'sharp'))(2);
    expect([training.description, test.description].map((text) => text.split(', ').at(-1))).toEqual([
      'samples 1 to 6 of 8',
      'samples 7 to 8 of 8',
    ]);
  });

  it.each([1, 2])(
    'of %d sequences trains on no frame of the tests, which never overlap',
    async (sequences) => {
      const train = path.join(miniature.largeAll, 'train');
      const place = path.join(folder, `sequences${sequences}`);
      for (const name of miniature.train.slice(0, sequences))
        cpSync(path.join(train, name), path.join(place, name), { recursive: true });
      const { training, test } = await folderData(place, { stride: 1 })(2);
      const [learnt, tests] = [training, test].map((set) => (set as FileSamples).files.flatMap(filesOf));
      expect(learnt!.filter((frame) => tests!.includes(frame))).toEqual([]);
      expect(new Set(tests).size).toBe(7 * test.length);
      const shared = learnt!.some((frame) => path.dirname(frame) === path.dirname(tests![0]!));
      expect(shared).toBe(sequences === 1);
      // Of 21 frames each: all 15 windows of one sequence, or the 8 before the last 7 frames.
      expect([training.length, test.length]).toEqual(sequences === 2 ? [15, 3] : [8, 1]);
      expect(training.description).toMatch(
        sequences === 2 ? /15 of them: the first 1 of 2 sequences$/ : /8 of them: which share no frame/,
      );
    },
  );

  it('is synthesised for each scale and read back, and goes with its scale alone', async () => {
    const out = path.join(folder, 'synthesised');
    const data = folderData(miniature.largeAll, { limit: 1, gamma: 2.2 });
    await synthesiseSets(data, out, { scales: [2, 3] });
    const made = await data(3);
    const read = await folderData(out)(3);
    expect([read.kind, read.test.description]).toEqual(['synthesised', made.test.description]);
    expect(await read.test.at(0)).toEqual(await made.test.at(0));
    // What was made of GOPRO_Large is still LR-GOPRO.
    const large = path.join(folder, 'synthesised-large');
    await synthesiseSets(folderData(miniature.large, { limit: 1 }), large, { scales: [4] });
    expect((await folderData(large)(4)).kind).toBe('LR-GOPRO');
    await expect(folderData(path.join(out, 'x3'))(2)).rejects.toThrow(/synthesised for x3, not x2/);
  });

  it('is refused with what would be understood', async () => {
    mkdirSync(path.join(folder, 'empty'));
    await expect(folderData(path.join(folder, 'empty'))(2)).rejects.toThrow(
      /nothing to train or test on. Give GOPRO_Large_all/,
    );
    await expect(folderData(path.join(folder, 'none'))(2)).rejects.toThrow(/does not exist/);
    await expect(folderData(miniature.large, { gamma: 2.2 })(4)).rejects.toThrow(
      /gamma is for windows.*blurred already/,
    );
    const one = path.join(folder, 'one');
    await writePng(path.join(one, 'a.png'), renderScene({ seed: 1, width: 8, height: 8, frames: 1 })[0]!);
    await expect(folderData(one)(2)).rejects.toThrow(/one sample can't be both/);
    await expect(synthesiseSets(proceduralData({ scenes: 1, heldOut: 1, lrSize: 8 }), one)).rejects.toThrow(
      /only data on disk/,
    );
  });
});
