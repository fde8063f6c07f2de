import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cropImage,
  goproLarge,
  goproLargeAll,
  inMemory,
  type Miniature,
  trainingBatches,
  writeMiniatureGopro,
} from '../../../../../src/kernel/bmdsrnet/data';
import { epochDraws } from '../../../../../src/kernel/bmdsrnet/data/batches/draw';
import { Prefetch } from '../../../../../src/kernel/bmdsrnet/data/batches/prefetch';
import { readSample } from '../../../../../src/kernel/bmdsrnet/data/files/readSample';
import type { Batch } from '../../../../../src/kernel/bmdsrnet/types';
import { bundleDataWorker } from './dataWorker';

let folder: string;
let mini: Miniature;
let workerFile: string;
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(path.join(tmpdir(), 'batches-'));
  [mini, workerFile] = await Promise.all([
    writeMiniatureGopro(folder, { frames: 14, width: 50, height: 44 }),
    bundleDataWorker(folder),
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

async function values({ blurred, frames, sharp }: Batch): Promise<(Float32Array | undefined)[]> {
  const tensors = [blurred, frames ?? undefined, sharp];
  const data = await Promise.all(tensors.map((tensor) => tensor?.data<'float32'>()));
  tf.dispose([blurred, frames ?? [], sharp]);
  return data;
}

describe('readSample', () => {
  it('makes a part exactly as it would be cut from the whole', async () => {
    for (const [scale, arithmetic] of [
      [2, 'uint8'],
      [3, 'double'],
      [4, 'double'],
    ] as const) {
      const set = await goproLargeAll(mini.largeAll, { split: 'train', scale, arithmetic, gamma: 2.2 });
      const whole = await set.at(0);
      for (const [left, top] of [
        [0, 0],
        [3, 2],
        [whole.blurred.width - 5, whole.blurred.height - 4],
      ] as const) {
        const region = { left, top, width: 5, height: 4 };
        const part = await readSample(set.files[0]!, set.degradation, () => region);
        const hr = { left: left * scale, top: top * scale, width: 5 * scale, height: 4 * scale };
        expect(part).toEqual({
          blurred: cropImage(whole.blurred, region),
          frames: whole.frames.map((frame) => cropImage(frame, region)),
          sharp: cropImage(whole.sharp, hr),
        });
      }
    }
  });
});

describe('trainingBatches of samples on disk', () => {
  it('gives the same batches with any number of threads and from memory, in any order of steps', async () => {
    const tensors = tf.memory().numTensors;
    const set = await goproLargeAll(mini.largeAll, { split: 'train', scale: 3, stride: 2 });
    expect(set.length).toBe(4);
    const options = { batch: 3, lrPatch: 8, seed: 5 };
    const memory = trainingBatches(await inMemory(set, { workers: 2, workerFile }), options);
    const expected = [];
    for (let step = 0; step < 6; step++) expected.push(await values(memory.batch(step)));
    expect(expected[0]).not.toEqual(expected[1]);
    for (const [workers, steps] of [
      [0, [0, 1, 5]],
      [1, [4, 5, 0, 1]],
      [3, [0, 1, 2, 3, 4, 5, 2]],
    ] as const) {
      const batches = trainingBatches(set, { ...options, workers, workerFile });
      expect(batches.stepsPerEpoch).toBe(2);
      for (const step of steps) {
        expect(await values(await batches.batch(step)), `${workers} workers, step ${step}`).toEqual(
          expected[step],
        );
      }
      await batches.close();
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('has no frames where the samples have none', async () => {
    const set = await goproLarge(mini.large, { split: 'train', scale: 4 });
    const batches = trainingBatches(set, { batch: 2, lrPatch: 6, workers: 0 });
    const batch = await batches.batch(0);
    expect(batch.names).toEqual(
      batch.samples!.map((index) => (set.files[index] as { blurred: string }).blurred),
    );
    expect([batch.frames, batch.sharp.shape]).toEqual([null, [2, 24, 24, 3]]);
    await values(batch);
    await batches.close();
  });

  it('passes on what is wrong with a sample, from a thread too', async () => {
    const set = await goproLargeAll(mini.largeAll, { split: 'train', scale: 4 });
    const batches = trainingBatches(set, { batch: 1, lrPatch: 13, workers: 1, workerFile });
    await expect(batches.batch(0)).rejects.toThrow(
      /LR patches of 13 pixels do not fit into MINI0001_07_00_\d+ of 12x11: choose a smaller lrPatch/,
    );
    await batches.close();
    expect(() => trainingBatches(set, { lrPatch: 1.5 })).toThrow(/lrPatch must be a whole number from 1/);
  });
});

describe('epochDraws', () => {
  it('draws every sample once an epoch, in another order each time', () => {
    const draws = epochDraws(1, 12, 4);
    const epoch = (e: number) => [0, 1, 2].flatMap((s) => draws.indices(3 * e + s));
    const sorted = Array.from({ length: 12 }, (_, i) => i);
    for (let e = 0; e < 5; e++) expect(epoch(e).toSorted((a, b) => a - b)).toEqual(sorted);
    expect(epoch(0)).not.toEqual(epoch(1));
    expect(epoch(0)).toEqual(epoch(0));
  });
});

describe('Prefetch', () => {
  it('holds the item asked for and those after it, no more, and drops them on a jump', async () => {
    const made: number[] = [];
    let jumps = 0;
    const ahead = new Prefetch(
      2,
      async (step) => {
        made.push(step);
        return step;
      },
      () => jumps++,
    );
    expect(await ahead.get(0)).toBe(0);
    expect(made).toEqual([0, 1, 2]);
    expect(await ahead.get(1)).toBe(1);
    expect(made).toEqual([0, 1, 2, 3]);
    expect(await ahead.get(10)).toBe(10);
    expect([made, jumps]).toEqual([[0, 1, 2, 3, 10, 11, 12], 1]);
  });

  it('tells a failure to whoever asks for that item, and tries again when asked again', async () => {
    let intact = false;
    const make = async (step: number): Promise<number> => {
      if (step === 1 && !intact) throw new Error('item 1 is damaged');
      return step;
    };
    const ahead = new Prefetch(1, make, () => {});
    expect(await ahead.get(0)).toBe(0);
    await expect(ahead.get(1)).rejects.toThrow(/item 1 is damaged/);
    intact = true;
    expect(await ahead.get(1)).toBe(1);
  });
});
