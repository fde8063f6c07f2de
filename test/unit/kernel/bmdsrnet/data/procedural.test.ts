import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cameraPath, pathLength } from '../../../../../src/kernel/bmdsrnet/data/procedural/camera';
import {
  proceduralSamples,
  sceneSeeds,
} from '../../../../../src/kernel/bmdsrnet/data/procedural/proceduralSamples';
import { renderScene } from '../../../../../src/kernel/bmdsrnet/data/procedural/renderScene';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';
import { bundleDataWorker } from './dataWorker';

const small = { count: 3, scale: 2, lrWidth: 20, lrHeight: 16 } as const;

describe('renderScene', () => {
  it('draws seven different 8-bit frames of the size asked for, the same for the same seed', () => {
    const scene = { seed: 5, width: 50, height: 40 };
    const frames = renderScene(scene);
    expect(frames.map(({ width, height }) => [width, height])).toEqual(new Array(7).fill([50, 40]));
    for (const { data } of frames) {
      for (const value of data) expect(Math.abs(value * 255 - Math.round(value * 255))).toBeLessThan(1e-4);
    }
    expect(frames[0]!.data).not.toEqual(frames[6]!.data);
    expect(renderScene(scene)[3]!.data).toEqual(frames[3]!.data);
    expect(renderScene({ ...scene, seed: 6 })[3]!.data).not.toEqual(frames[3]!.data);
  });

  it('has detail and contrast in every scene', () => {
    for (let seed = 0; seed < 12; seed++) {
      const { data } = renderScene({ seed, width: 64, height: 64 })[3]!;
      const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
      const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
      expect(deviation, `seed ${seed}`).toBeGreaterThan(0.02);
    }
  });
});

describe('cameraPath', () => {
  it('moves the picture as far as asked, smoothly and by parts of a pixel', () => {
    for (let seed = 0; seed < 20; seed++) {
      const poses = cameraPath(createRandom(seed), 128, 96, 7, 4);
      expect(pathLength(poses, 128, 96)).toBeGreaterThan(3.9);
      expect(pathLength(poses, 128, 96)).toBeLessThan(4.1);
      const steps = poses.slice(1).map((pose, i) => pathLength([poses[i]!, pose], 128, 96));
      expect(Math.max(...steps)).toBeLessThan(2);
    }
  });
});

describe('proceduralSamples', () => {
  it('is one set of samples whoever draws it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'scenes-'));
    try {
      const workerFile = await bundleDataWorker(folder);
      const progress: number[] = [];
      const here = await proceduralSamples({ ...small, workers: 0 });
      const onProgress = (done: number, total: number) => void progress.push(done / total);
      const threads = await proceduralSamples({ ...small, workers: 2, workerFile, onProgress });
      expect(progress.length).toBe(3);
      expect(progress.at(-1)).toBe(1);
      for (let i = 0; i < 3; i++) expect(threads.at(i)).toEqual(here.at(i));
      expect(here.description).toBe('3 procedural training scenes (synthetic), x2, seed 1');
      const { blurred, frames, sharp } = here.at(2);
      expect([blurred.width, blurred.height, frames.length, sharp.width, sharp.height]).toEqual([
        20, 16, 7, 40, 32,
      ]);
      await expect(
        proceduralSamples({ ...small, count: 50, workers: 2, workerFile, signal: AbortSignal.timeout(5) }),
      ).rejects.toThrow(/timeout/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('stops in this thread too, and refuses nonsense', async () => {
    const abort = new AbortController();
    const stopping = proceduralSamples({
      ...small,
      count: 50,
      workers: 0,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(stopping).rejects.toThrow(/abort/);
    await expect(proceduralSamples({ ...small, count: 0 })).rejects.toThrow(
      /count must be a whole number from 1/,
    );
    await expect(proceduralSamples({ ...small, travel: [3, 1] })).rejects.toThrow(
      /travel must be \[least, greatest\]/,
    );
  });

  it('never shares a scene between training and held-out sets', () => {
    const seeds = (split: 'training' | 'heldOut') =>
      [1, 2, 3].flatMap((seed) => sceneSeeds(seed, split, 200));
    const [training, heldOut] = [new Set(seeds('training')), new Set(seeds('heldOut'))];
    expect([training.size, heldOut.size]).toEqual([600, 600]);
    for (const seed of training) expect(heldOut.has(seed)).toBe(false);
    for (const seed of [...training, ...heldOut]) expect(Number.isSafeInteger(seed)).toBe(true);
  });
});
