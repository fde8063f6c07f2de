import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bicubic } from '../../../../../src/kernel/bmdsrnet/data';
import { trainingBatches } from '../../../../../src/kernel/bmdsrnet/data/batches/trainingBatches';
import { packedSampleSet, packSample } from '../../../../../src/kernel/bmdsrnet/data/packedSamples';
import { renderScene } from '../../../../../src/kernel/bmdsrnet/data/procedural';
import { makeSample } from '../../../../../src/kernel/bmdsrnet/data/synthesis';
import type { Batch } from '../../../../../src/kernel/bmdsrnet/types';

const release = ({ blurred, frames, sharp }: Batch): void => tf.dispose([blurred, frames ?? [], sharp]);
const scene = (seed: number) => packSample(makeSample(renderScene({ seed, width: 60, height: 48 }), 3), 3);
const set = packedSampleSet([scene(1), scene(2)], 3, 'two scenes');

beforeAll(() => tf.setBackend('cpu'));
afterAll(() => tf.disposeVariables());

describe('trainingBatches', () => {
  it('depends on seed and step only, and leaks no tensor', async () => {
    const tensors = tf.memory().numTensors;
    const first = trainingBatches(set, { batch: 2, lrPatch: 8, seed: 3 });
    const again = trainingBatches(set, { batch: 2, lrPatch: 8, seed: 3 });
    for (const step of [0, 1, 2]) release(again.batch(step));
    const [a, b, c] = [first.batch(7), again.batch(7), first.batch(8)];
    expect(await a.sharp.data()).toEqual(await b.sharp.data());
    expect(await a.frames!.data()).toEqual(await b.frames!.data());
    expect(await a.blurred.data()).not.toEqual(await c.blurred.data());
    expect([a.blurred.shape, a.frames!.shape, a.sharp.shape]).toEqual([
      [2, 8, 8, 3],
      [2, 8, 8, 21],
      [2, 24, 24, 3],
    ]);
    for (const batch of [a, b, c]) release(batch);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('keeps blurred input, frames and HR patch aligned under every augmentation', async () => {
    const batches = trainingBatches(set, { batch: 4, lrPatch: 10 });
    for (let step = 0; step < 6; step++) {
      const batch = batches.batch(step);
      const frames = (await batch.frames!.array()) as number[][][][];
      const blurred = (await batch.blurred.array()) as number[][][][];
      const sharp = (await batch.sharp.data()) as Float32Array;
      for (let n = 0; n < 4; n++) {
        // Mean errors of the centre frame against the shrunk HR patch, and of the blurred input against the mean of
        // the frames; both are a few levels where frames were clipped, and large when anything is out of place.
        const lr = bicubic({ width: 30, height: 30, data: sharp.slice(n * 2700, (n + 1) * 2700) }, 1 / 3);
        const errors = { centre: 0, blurred: 0 };
        for (let y = 3; y < 7; y++) {
          for (let x = 3; x < 7; x++) {
            const pixel = frames[n]![y]![x]!;
            for (let c = 0; c < 3; c++) {
              const mean = [0, 1, 2, 3, 4, 5, 6].reduce((sum, i) => sum + pixel[3 * i + c]! / 7, 0);
              errors.centre += Math.abs(pixel[9 + c]! - lr.data[3 * (10 * y + x) + c]!) / 48;
              errors.blurred += Math.abs(mean - blurred[n]![y]![x]![c]!) / 48;
            }
          }
        }
        expect(errors.centre).toBeLessThan(0.015);
        expect(errors.blurred).toBeLessThan(0.015);
      }
      release(batch);
    }
  });

  it('says so when a patch does not fit', () => {
    expect(() => trainingBatches(set, { lrPatch: 17 }).batch(0)).toThrow(
      /17 pixels do not fit into sample \d of 20x16/,
    );
  });
});
