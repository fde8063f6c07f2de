import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadLPIPS } from '../../../../../src/kernel/bmdsrnet/metrics';
import { BACKBONES, type Backbone } from '../../../../../src/kernel/bmdsrnet/metrics/lpips/backbone';
import {
  encodeSafetensors,
  type StoredTensor,
} from '../../../../../src/kernel/bmdsrnet/networks/safetensors';
import type { RgbImage } from '../../../../../src/kernel/bmdsrnet/types';
import { startCompute } from '../../../../../src/kernel/compute';

let folder: string;
beforeAll(async () => {
  await startCompute({ backend: 'wasm', threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'lpips-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Values in [-scale, scale] by whole numbers with a period of 2003, so that another language draws the same. */
function draw(length: number, seed: number, scale: number): Float32Array {
  const period = Float32Array.from(
    { length: 2003 },
    (_, i) => (((i * 7919 + seed * 104_729) % 2003) / 1001 - 1) * scale,
  );
  const values = new Float32Array(length);
  for (let at = 0; at < length; at += 2003) values.set(period.subarray(0, length - at), at);
  return values;
}
const image = (width: number, height: number, seed: number): RgbImage => ({
  width,
  height,
  data: Float32Array.from(
    { length: width * height * 3 },
    (_, i) => ((i * (31 + seed) + Math.floor(i / 7) * 17) % 256) / 255,
  ),
});

async function write(backbone: Backbone, change?: (tensors: Map<string, StoredTensor>) => void) {
  const tensors = new Map<string, StoredTensor>();
  let inputs = 3;
  let tap = 0;
  for (const [i, { name, filter, channels, tapped }] of BACKBONES[backbone].entries()) {
    const weights = filter * filter * inputs * channels;
    tensors.set(`${name}.kernel`, {
      shape: [filter, filter, inputs, channels],
      data: draw(weights, i, Math.sqrt(6 / (filter * filter * inputs))),
    });
    tensors.set(`${name}.bias`, { shape: [channels], data: draw(channels, 50 + i, 0.1) });
    if (tapped) {
      tensors.set(`lin${tap}`, { shape: [channels], data: draw(channels, 90 + tap, 1).map(Math.abs) });
      tap++;
    }
    inputs = channels;
  }
  change?.(tensors);
  const path = join(folder, `${backbone}.safetensors`);
  await writeFile(path, encodeSafetensors({ tensors, metadata: { network: backbone } }));
  return path;
}

// From PyTorch in float64 with weights and images of the same formulas, torchvision's layers written out.
it.each([
  ['alex', 45, 38, 1.125794146948159],
  ['vgg', 34, 20, 1.4687845046577375],
] as const)(
  'LPIPS with %s agrees with PyTorch and leaks nothing',
  async (backbone, width, height, expected) => {
    const before = tf.memory().numTensors;
    const lpips = await loadLPIPS(await write(backbone));
    const [a, b] = [image(width, height, 0), image(width, height, 3)];
    const loaded = tf.memory().numTensors;
    expect(Math.abs((await lpips.distance(a, b)) / expected - 1)).toBeLessThan(1e-5);
    expect(await lpips.distance(a, a)).toBe(0);
    expect(tf.memory().numTensors).toBe(loaded);
    lpips.dispose();
    expect(tf.memory().numTensors).toBe(before);
  },
);

it('names the file, the tensor and the shapes when they do not fit, and images that are too small', async () => {
  const before = tf.memory().numTensors;
  const path = await write('alex', (tensors) => tensors.delete('lin3'));
  await expect(loadLPIPS(path)).rejects.toThrow(
    /alex\.safetensors is not a file of LPIPS.*lin3 \[256\] is missing/,
  );
  await write('alex', (tensors) => tensors.set('lin3', { shape: [1, 256], data: draw(256, 0, 1) }));
  await expect(loadLPIPS(path)).rejects.toThrow(/lin3 should be \[256\] and is \[1,256\]/);
  expect(tf.memory().numTensors).toBe(before);
  const lpips = await loadLPIPS(await write('alex'));
  await expect(lpips.distance(image(30, 40, 0), image(30, 40, 1))).rejects.toThrow(/at least 31x31/);
  await expect(lpips.distance(image(40, 40, 0), image(41, 40, 1))).rejects.toThrow(/one size/);
  lpips.dispose();
});
