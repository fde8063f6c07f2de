import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  bicubic,
  goproLarge,
  goproLargeAll,
  type Miniature,
  makeSample,
  readImage,
  renderScene,
  writeMiniatureGopro,
  writePng,
} from '../../../../../src/kernel/bmdsrnet/data';
import { windowsOf } from '../../../../../src/kernel/bmdsrnet/data/files/sequences';

vi.mock('../../../../../src/kernel/bmdsrnet/data/imageFile', { spy: true });

let folder: string;
let mini: Miniature;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gopro-'));
  mini = await writeMiniatureGopro(folder, { sequences: 3, frames: 15, width: 30, height: 26 });
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (...parts: string[]) => {
  const { width, height, data } = await readImage(path.join(...parts));
  return { width, height, data };
};

describe('writeMiniatureGopro', () => {
  it('writes both layouts, the same for the same seed', async () => {
    expect([mini.train, mini.test]).toEqual([['MINI0001_07_00', 'MINI0002_07_00'], ['MINI0003_07_00']]);
    const frames = await readdir(path.join(mini.largeAll, 'train/MINI0002_07_00'));
    expect([frames.length, frames[0]]).toEqual([15, '000100.png']);
    expect(await readdir(path.join(mini.large, 'test/MINI0003_07_00/blur'))).toEqual([
      '000103.png',
      '000110.png',
    ]);
    const again = await writeMiniatureGopro(path.join(folder, 'again'), {
      frames: 15,
      width: 30,
      height: 26,
    });
    const place = 'train/MINI0001_07_00/000107.png';
    expect(await readFile(path.join(again.largeAll, place))).toEqual(
      await readFile(path.join(mini.largeAll, place)),
    );
    await expect(writeMiniatureGopro(folder, { sequences: 1 })).rejects.toThrow(
      /sequences must be .* from 2/,
    );
    await expect(writeMiniatureGopro(folder, { frames: 6 })).rejects.toThrow(/frames must be .* from 7/);
  });
});

describe('goproLargeAll', () => {
  it('degrades windows of seven within each sequence, mean rounded unless told otherwise', async () => {
    const set = await goproLargeAll(mini.largeAll, { split: 'train', scale: 3 });
    expect([set.length, set.files[3]!.name]).toEqual([4, 'MINI0002_07_00_000107']);
    expect(set.description).toBe(
      '4 windows of 7 frames, stride 7, from MINI0001_07_00, MINI0002_07_00 (train, in the layout of GOPRO_Large_all), x3 MATLAB bicubic (double), blur = mean, rounded',
    );
    const names = Array.from({ length: 7 }, (_, i) => `000${107 + i}.png`);
    const frames = await Promise.all(names.map((name) => read(mini.largeAll, 'train/MINI0002_07_00', name)));
    expect(await set.at(3)).toEqual(makeSample(frames, 3, { roundMean: true }));
    const options = {
      gamma: 2.2,
      roundMean: false,
      arithmetic: 'uint8',
      sequences: ['MINI0002_07_00'],
    } as const;
    const other = await goproLargeAll(mini.largeAll, { split: 'train', scale: 2, ...options });
    expect(await other.at(1)).toEqual(makeSample(frames, 2, options));
    const named = path.join(folder, 'named');
    await cp(path.join(mini.largeAll, 'test/MINI0003_07_00'), path.join(named, 'test/GOPR0384_11_00'), {
      recursive: true,
    });
    expect((await goproLargeAll(named, { split: 'test', scale: 4 })).description).toMatch(
      /from GOPRO_Large_all \(1 of 11 test sequences\), x4/,
    );
    const dense = await goproLargeAll(mini.largeAll, { split: 'test', scale: 2, stride: 1 });
    expect(dense.length).toBe(9);
    await expect(dense.at(9)).rejects.toThrow(/sample 9 was asked for; the set has 9/);
  });

  it('names what is wrong with the folder', async () => {
    const open = (place: string, options = {}) =>
      goproLargeAll(place, { split: 'train', scale: 2, ...options });
    await expect(open(path.join(folder, 'nowhere'))).rejects.toThrow(
      /nowhere cannot be listed: check the path/,
    );
    await expect(open(folder)).rejects.toThrow(
      /holds no folder "train": give the folder GOPRO_Large_all itself.*holds again, GOPRO_Large/,
    );
    await expect(open(mini.large)).rejects.toThrow(/holds blur, blur_gamma, sharp: this is GOPRO_Large/);
    await expect(open(mini.largeAll, { sequences: ['GOPR0'] })).rejects.toThrow(
      /holds no sequence GOPR0; it holds MINI0001_07_00/,
    );
    await expect(open(mini.largeAll, { stride: 0 })).rejects.toThrow(/stride must be a whole number from 1/);
    const empty = path.join(folder, 'empty');
    await mkdir(path.join(empty, 'train'), { recursive: true });
    await expect(open(empty)).rejects.toThrow(/train holds no sequences: unpack GOPRO_Large_all again/);
  });

  it('names frames that are few, missing, unequal or unreadable', async () => {
    const copy = path.join(folder, 'copy');
    await cp(mini.largeAll, copy, { recursive: true });
    const at = (name: string) => path.join(copy, 'train/MINI0001_07_00', `${name}.png`);
    const open = (options = {}) => goproLargeAll(copy, { split: 'train', scale: 2, ...options });
    await rename(at('000103'), at('../moved'));
    await expect(open()).rejects.toThrow(
      /MINI0001_07_00: frames are missing between 000102\.png and 000104\.png\. Copy.*gaps: 'split'/,
    );
    const split = await open({ gaps: 'split' });
    expect(split.files.map(({ name }) => name)).toContain('MINI0001_07_00_000104');
    expect((await open({ gaps: 'ignore' })).files[0]!.name).toBe('MINI0001_07_00_000100');
    await writePng(at('000103'), renderScene({ seed: 1, width: 28, height: 26 })[0]!);
    await expect((await open()).at(0)).rejects.toThrow(
      /000103\.png is 28x26, but .*\.png of the same sample is 30x26|\.png is 30x26, but .*000103\.png of the same sample is 28x26/,
    );
    await writeFile(at('000103'), 'not a picture');
    await expect((await open()).at(0)).rejects.toThrow(/000103\.png is not an image that can be read/);
    for (let i = 4; i < 15; i++) await rm(at(`000${100 + i}`));
    await expect(open()).rejects.toThrow(
      /sequence MINI0001_07_00 in .* holds 4 frames, but a window needs 7: copy or unpack it again/,
    );
  });
});

describe('windowsOf', () => {
  it('takes the published number of samples from sequences of the published lengths', () => {
    // Pairs of GOPRO_Large a sequence and frames averaged for each; GOPRO_Large_all has their product.
    const train = [
      [100, 7],
      [75, 7],
      [110, 13],
      [150, 11],
      [80, 11],
      [100, 11],
      [48, 11],
      [60, 11],
      [80, 11],
    ];
    const hundred = (count: number) => Array.from({ length: count }, () => [100, 11]);
    const count = (lengths: number[][], stride: number): number =>
      lengths.reduce((sum, [pairs, mean]) => {
        const frames = Array.from(
          { length: pairs! * mean! },
          (_, i) => `${String(i + 323).padStart(6, '0')}.png`,
        );
        return sum + windowsOf({ name: 'GOPR', frames }, { stride }).length;
      }, 0);
    const test = [...hundred(9), [134, 11], [77, 11]];
    expect([count([...train, ...hundred(13)], 7), count(test, 7)]).toEqual([3231, 1744]);
    expect([count([...train, ...hundred(13)], 1), count(test, 1)]).toEqual([22521, 12155]);
  });
});

describe('the frames around the sharp images of GOPRO_Large', () => {
  const namesOf = (first: number): string[] => Array.from({ length: 7 }, (_, i) => `000${first + i}.png`);

  it('are found by their pictures: the seven LR targets of LR-GOPRO, and windows with its sharp images', async () => {
    // The first frames are gone and the others have other names, as in real sequences.
    const all = path.join(folder, 'renamed');
    for (const name of mini.train) {
      const from = path.join(mini.largeAll, 'train', name);
      await mkdir(path.join(all, 'train', name), { recursive: true });
      for (const [i, frame] of (await readdir(from)).sort().entries()) {
        const number = String(i + 500).padStart(6, '0');
        if (i > 0) await cp(path.join(from, frame), path.join(all, 'train', name, `${number}.png`));
      }
    }
    const progress: number[] = [];
    const options = {
      split: 'train',
      scale: 2,
      onProgress: (done: number) => void progress.push(done),
    } as const;
    const plain = await goproLarge(mini.large, options);
    const set = await goproLarge(mini.large, { ...options, frames: all });
    expect(progress).toEqual([1, 2]);
    expect(set.description).toMatch(
      /^2 pairs blur_gamma\/sharp from MINI.* with seven frames each, 2 left out too near the ends of their sequences, x2/,
    );
    const sequence = path.join(mini.largeAll, 'train/MINI0002_07_00');
    const frames = await Promise.all(namesOf(107).map((name) => read(sequence, name)));
    const [sample, bare] = [await set.at(1), await plain.at(3)];
    expect(sample).toEqual({
      ...bare,
      frames: frames.map((frame) => bicubic(frame, 1 / 2, { rounded: true })),
    });

    const centred = await goproLargeAll(all, { ...options, centredOn: mini.large });
    expect(centred.files.map(({ name }) => name)).toEqual(['MINI0001_07_00_000110', 'MINI0002_07_00_000110']);
    expect(await centred.at(1)).toEqual(makeSample(frames, 2, { roundMean: true }));
    expect(centred.description).toMatch(
      /^2 windows of 7 frames, centred on the sharp images of GOPRO_Large, 2 left out/,
    );
    await expect(goproLargeAll(all, { ...options, centredOn: mini.large, stride: 7 })).rejects.toThrow(
      /stride or centredOn/,
    );
  });

  it('are looked for where the images are far apart, also where few are asked for', async () => {
    const reads = async (limit: number): Promise<number> => {
      vi.mocked(readImage).mockClear();
      await goproLarge(mini.large, { split: 'test', scale: 2, limit, frames: mini.largeAll });
      return vi.mocked(readImage).mock.calls.length;
    };
    // 15 frames for two images, each one frame before where it is expected: at the second look.
    expect([await reads(1), await reads(2)]).toEqual([3, 6]);
  });

  it('an image that is no frame is named', async () => {
    const other = await writeMiniatureGopro(path.join(folder, 'other'), {
      frames: 8,
      width: 30,
      height: 26,
      seed: 9,
    });
    await expect(
      goproLarge(mini.large, {
        split: 'train',
        scale: 2,
        sequences: ['MINI0001_07_00'],
        frames: other.largeAll,
      }),
    ).rejects.toThrow(
      /none of the 8 frames from .*000100\.png on equals .*sharp.000103\.png: check that both folders/,
    );
  });
});

describe('goproLarge', () => {
  it('shrinks the blurred image of each pair and keeps the sharp one', async () => {
    const set = await goproLarge(mini.large, { split: 'train', scale: 2 });
    expect(set.description).toBe(
      '4 pairs blur_gamma/sharp from MINI0001_07_00, MINI0002_07_00 (train, in the layout of GOPRO_Large), x2 MATLAB bicubic (double)',
    );
    const sample = await set.at(1);
    const place = path.join(mini.large, 'train/MINI0001_07_00');
    expect(sample).toEqual({
      blurred: bicubic(await read(place, 'blur_gamma/000110.png'), 1 / 2, { rounded: true }),
      frames: [],
      sharp: await read(place, 'sharp/000110.png'),
    });
    const linear = await goproLarge(mini.large, { split: 'train', scale: 2, blur: 'blur', limit: 1 });
    expect(linear.length).toBe(2);
    expect((await linear.at(0)).blurred).not.toEqual((await set.at(0)).blurred);
  });

  it('names what is wrong', async () => {
    const open = (place: string, options = {}) => goproLarge(place, { split: 'test', scale: 4, ...options });
    await expect(open(mini.largeAll)).rejects.toThrow(/this is GOPRO_Large_all; use goproLargeAll/);
    await rm(path.join(mini.large, 'test/MINI0003_07_00/sharp/000110.png'));
    await expect(open(mini.large)).rejects.toThrow(
      /MINI0003_07_00 in .*: blur_gamma\/ has 2 images and sharp\/ 1; without its pair is blur_gamma\/000110\.png/,
    );
    await rm(path.join(mini.large, 'test/MINI0003_07_00/blur'), { recursive: true });
    await expect(open(mini.large, { blur: 'blur' })).rejects.toThrow(
      /holds no folder "blur": unpack GOPRO_Large again, or choose another blur \(it holds blur_gamma, sharp\)/,
    );
  });
});
