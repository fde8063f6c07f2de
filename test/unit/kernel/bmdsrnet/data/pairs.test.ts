import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bicubic,
  folderPair,
  frameFolderSamples,
  modcrop,
  readImage,
  renderScene,
  sharpFolder,
  writePng,
} from '../../../../../src/kernel/bmdsrnet/data';

let folder: string;
const at = (...parts: string[]): string => path.join(folder, ...parts);
const hr = renderScene({ seed: 3, width: 24, height: 20 })[0]!;
const lr = bicubic(hr, 1 / 2, { rounded: true });
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pairs-'));
  for (const name of ['2', '10']) {
    await writePng(at(`set/lr/${name}.png`), lr);
    await writePng(at(`set/hr/${name}.png`), hr);
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('folderPair', () => {
  it('reads matching names in numeric order, without frames', async () => {
    const set = await folderPair(at('set'), { scale: 2 });
    expect([set.description, set.files.map(({ name }) => name)]).toEqual([
      '2 pairs of set/lr and hr, x2',
      ['2', '10'],
    ]);
    expect(await set.at(0)).toEqual({ blurred: lr, frames: [], sharp: hr });
  });

  it('names the folder, the lone file, or the two sizes', async () => {
    await expect(folderPair(folder, { scale: 2 })).rejects.toThrow(
      /holds no folder "lr" and no "hr": it needs lr\/ and hr\/ .*use sharpFolder/,
    );
    await expect(folderPair(at('set'), { scale: 2, hr: 'high' })).rejects.toThrow(/holds no folder "high"/);
    const wrong = await folderPair(at('set'), { scale: 4 });
    await expect(wrong.at(1)).rejects.toThrow(
      /hr\/10\.png is 24x20, but for x4 it must be 48x40, 4 times .*lr\/10\.png \(12x10\): check the scale/,
    );
    await writePng(at('set/lr/3.png'), lr);
    await expect(folderPair(at('set'), { scale: 2 })).rejects.toThrow(/lr\/3\.png has no partner in hr\//);
    await mkdir(at('none/lr'), { recursive: true });
    await mkdir(at('none/hr'));
    await expect(folderPair(at('none'), { scale: 2 })).rejects.toThrow(/lr holds no images .*: it is empty/);
  });
});

describe('sharpFolder', () => {
  it('makes LR images by MATLAB bicubic, whatever the sizes', async () => {
    await writePng(at('sharp/a.png'), hr);
    await writePng(at('sharp/b.png'), renderScene({ seed: 4, width: 31, height: 22 })[0]!);
    const set = await sharpFolder(at('sharp'), { scale: 3 });
    expect(set.description).toBe('2 sharp images of sharp, x3 MATLAB bicubic (double), no blur');
    const cropped = modcrop(await readImage(at('sharp/b.png')), 3);
    expect(await set.at(1)).toEqual({
      blurred: bicubic(cropped, 1 / 3, { rounded: true }),
      frames: [],
      sharp: cropped,
    });
    expect([cropped.width, cropped.height]).toEqual([30, 21]);
    await writePng(at('sharp/c.png'), renderScene({ seed: 4, width: 2, height: 9 })[0]!);
    await expect((await sharpFolder(at('sharp'), { scale: 3 })).at(2)).rejects.toThrow(
      /2x9 pixels are too small to shrink by 3/,
    );
  });

  it('refuses images that differ only in their ending, and another scale', async () => {
    await writePng(at('twice/a.png'), hr);
    await writePng(at('twice/a.jpg'), hr);
    await expect(sharpFolder(at('twice'), { scale: 2 })).rejects.toThrow(/differ only in their ending/);
    await expect(sharpFolder(at('twice'), { scale: 5 as 4 })).rejects.toThrow(
      /scale must be 2, 3 or 4, not 5/,
    );
  });
});

describe('a video', () => {
  it('says how to extract its frames, wherever it is given', async () => {
    await mkdir(at('clips'));
    await writeFile(at('clips/walk.mp4'), 'no matter what');
    await writeFile(at('unnamed'), Buffer.from('0000001c667479706d703432', 'hex'));
    const command = /ffmpeg -i ".*walk\.mp4" ".*walk-frames.*%06d\.png" - then give that folder/;
    await expect(readImage(at('clips/walk.mp4'))).rejects.toThrow(command);
    await expect(frameFolderSamples(at('clips/walk.mp4'), { scale: 2 })).rejects.toThrow(command);
    await expect(frameFolderSamples(at('clips'), { scale: 2 })).rejects.toThrow(command);
    await expect(sharpFolder(at('clips'), { scale: 2 })).rejects.toThrow(command);
    await expect(readImage(at('unnamed'))).rejects.toThrow(/unnamed is a video/);
    await writeFile(at('archive.bin'), 'x');
    await expect(frameFolderSamples(at('archive.bin'), { scale: 2 })).rejects.toThrow(
      /archive\.bin is a file, but the folder of frames is needed.*ffmpeg -i VIDEO/,
    );
  });
});
