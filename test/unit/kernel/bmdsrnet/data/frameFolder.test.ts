import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { averageFrames } from '../../../../../src/kernel/bmdsrnet/data/exposure';
import { frameFolderSamples } from '../../../../../src/kernel/bmdsrnet/data/frameFolder';
import { writePng } from '../../../../../src/kernel/bmdsrnet/data/imageFile';
import { bicubic } from '../../../../../src/kernel/bmdsrnet/data/imresize';
import { fromLevels } from '../../../../../src/kernel/bmdsrnet/data/levels';
import { renderScene } from '../../../../../src/kernel/bmdsrnet/data/procedural';
import { makeSample } from '../../../../../src/kernel/bmdsrnet/data/synthesis';
import { measure, standardProtocol } from '../../../../../src/kernel/bmdsrnet/metrics';
import { describeWithSharedData, sharedPath } from '../sharedData';

const frames = renderScene({ seed: 4, width: 24, height: 24, frames: 16 });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'frames-'));
  // Numbers without leading zeros: 10 comes after 9.
  for (const [i, frame] of frames.entries()) await writePng(path.join(folder, `walk/${i + 1}.png`), frame);
});
afterAll(() => rm(folder, { recursive: true }));

describe('frameFolderSamples', () => {
  it('takes windows of seven in numeric order, from a sequence or a folder of sequences', async () => {
    const set = await frameFolderSamples(path.join(folder, 'walk'), { scale: 2 });
    expect([set.length, set.description]).toEqual([
      2,
      '2 windows of 7 frames from walk, x2 MATLAB bicubic (double), blur = mean',
    ]);
    expect(set.at(1)).toEqual(makeSample(frames.slice(7, 14), 2));
    const dense = await frameFolderSamples(folder, { scale: 3, stride: 1, limit: 4 });
    expect(dense.length).toBe(4);
    expect(dense.at(3)).toEqual(makeSample(frames.slice(3, 10), 3));
  });

  it('says what a folder must hold', async () => {
    await expect(frameFolderSamples(path.join(folder, 'none'), { scale: 2 })).rejects.toThrow(
      /none cannot be listed: check the path/,
    );
    await writePng(path.join(folder, 'few/0.png'), frames[0]!);
    await expect(frameFolderSamples(path.join(folder, 'few'), { scale: 2 })).rejects.toThrow(
      /no sequence of at least 7 frames: it needs numbered/,
    );
  });
});

describeWithSharedData('frames of the shared data', () => {
  test.each([
    ['gopro_walk', 28.09, 25.14, 0.671],
    ['sintel_market', 24.68, 22.53, 0.641],
    ['synth_coffee', 20.22, 20.21, 0.658],
  ])('%s gives the published floor', async (scene, blurPsnr, bicubicPsnr, bicubicSsim) => {
    const { readdirSync } = await import('node:fs');
    const { readShared } = await import('../sharedData');
    const names = readdirSync(sharedPath('frames', scene)).sort().slice(0, 7);
    const window = await Promise.all(names.map((name) => readShared('frames', scene, name)));
    const blur = measure(fromLevels(averageFrames(window)), window[3]!, standardProtocol);
    expect(blur.psnr).toBeCloseTo(blurPsnr, 1);
    const sample = (await frameFolderSamples(sharedPath('frames', scene), { scale: 4, limit: 1 })).at(0);
    const upscaled = measure(bicubic(sample.blurred, 4), sample.sharp, standardProtocol);
    expect(upscaled.psnr).toBeCloseTo(bicubicPsnr, 2);
    expect(upscaled.ssim).toBeCloseTo(bicubicSsim, 3);
  });
});
