import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBicubic } from '../../../../../src/kernel/bmdsrnet/baselines';
import { makeSample, readImage, writePng } from '../../../../../src/kernel/bmdsrnet/data';
import {
  ablation,
  comparison,
  type ExperimentData,
  restoreFiles,
} from '../../../../../src/kernel/bmdsrnet/experiments';
import { createBMDSRNet, openNetwork, saveWeights } from '../../../../../src/kernel/bmdsrnet/networks';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';
import type { RgbImage, SampleSet, Scale } from '../../../../../src/kernel/bmdsrnet/types';
import { startCompute } from '../../../../../src/kernel/compute';
import { readArguments } from '../../../../../src/kernel/experiments/arguments';

const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-experiments-'));
beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function picture(seed: number, size: number): RgbImage {
  const random = createRandom(seed);
  return {
    width: size,
    height: size,
    data: Float32Array.from({ length: size * size * 3 }, () => random.uniform()),
  };
}

function set(scale: Scale, seed: number, count: number): SampleSet {
  const samples = Array.from({ length: count }, (_, n) =>
    makeSample(
      Array.from({ length: 7 }, (_, i) => picture(100 * seed + 10 * n + i, 8 * scale)),
      scale,
    ),
  );
  return { scale, length: count, at: (i) => samples[i]!, description: `${count} noise images, seed ${seed}` };
}
const data: ExperimentData = async (scale) => ({ training: set(scale, 1, 2), test: set(scale, 2, 1) });
const small = { data, steps: 2, batch: 1, lrPatch: 8, scales: [2] as const };

describe('an experiment', () => {
  it('goes on where it was stopped, and gives what an uninterrupted one gives', async () => {
    const settings = { ...small, variants: ['SRNet'], seeds: [1, 2] } as const;
    const whole = await ablation({ ...settings, folder: path.join(folder, 'whole') });
    const stop = new AbortController();
    const place = path.join(folder, 'stopped');
    const stopped = ablation({
      ...{ ...settings, folder: place, signal: stop.signal },
      onProgress: ({ seed, step }) => seed === 2 && step?.step === 0 && stop.abort(),
    });
    await expect(stopped).rejects.toThrow(/stopped after 1 of 2 steps.*to go on/s);
    expect(readdirSync(place)).not.toContain('results.json');
    const resumed = await ablation({ ...settings, folder: place });
    expect(resumed.results).toEqual(whole.results);
    expect(readFileSync(path.join(place, 'table4.csv'), 'utf8')).toBe(
      readFileSync(path.join(folder, 'whole', 'table4.csv'), 'utf8'),
    );
  });

  it('compares methods that were trained alike with the published numbers', async () => {
    const place = path.join(folder, 'comparison');
    const before = tf.memory().numTensors;
    const { comparisons, tables } = await comparison({
      ...{ ...small, folder: place, methods: ['bicubic', 'SRNet'] },
      others: (scale) => [{ name: 'mine', network: createBicubic(scale) }],
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(comparisons[0]?.methods.map(({ name }) => name)).toEqual(['bicubic', 'SRNet', 'mine']);
    expect(comparisons[0]?.methods[2]?.advantage?.mean).toBe(0);
    expect(tables[0]?.rows.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['RCAN', 'SRNet', 'mine']),
    );
    expect(readdirSync(place)).toEqual(
      expect.arrayContaining(['table5.tex', 'x2-methods.md', 'x2-images.csv', 'x2-SRNet-seed1']),
    );
  });
});

describe('restoring files', () => {
  it('restores what can be read with the network that the weights are of, and names the rest', async () => {
    const weights = path.join(folder, 'net.safetensors');
    const net = createBMDSRNet({ preset: 'tiny', scale: 3, variant: 'SRNet', seed: 4 });
    await saveWeights(net, weights);
    net.dispose();
    const images = path.join(folder, 'images');
    await writePng(path.join(images, 'a.png'), picture(1, 9));
    writeFileSync(path.join(images, 'broken.png'), 'no picture');
    const network = await openNetwork(weights);
    expect(network.name).toContain('SRNet');
    const out = path.join(folder, 'restored');
    await expect(restoreFiles(network, [images], { out })).rejects.toThrow(/1 of 2 images.*broken\.png/s);
    expect(readdirSync(out)).toEqual(['a_x3.png']);
    expect(await readImage(path.join(out, 'a_x3.png'))).toMatchObject({ width: 27, height: 27 });
    await expect(restoreFiles(network, [path.join(folder, 'nothing')], { out })).rejects.toThrow(
      /no image or folder/,
    );
    network.dispose();
  });
});

describe('the arguments of an experiment', () => {
  it('are read with their defaults', () => {
    const args = 'ablation --data procedural --preset tiny --steps small'.split(' ');
    expect(readArguments(args)).toMatchObject({
      command: 'ablation',
      steps: 60,
      scales: [2, 3, 4],
      seeds: [1],
    });
    expect(readArguments(['restore', 'w', 'a.png', '--frames'])).toMatchObject({
      inputs: ['a.png'],
      frames: true,
    });
  });
  it.each([
    [['ablation', '--scales', '5'], /--scales takes 2, 3, 4, not '5'/],
    [['compare', '--steps', 'many'], /--steps must be a whole number/],
    [['compare', '--preset', 'huge'], /--preset takes paper-table/],
    [['train'], /no experiment 'train'/],
    [[], /name an experiment/],
  ])('%j is explained', (args, says) => {
    expect(() => readArguments(args)).toThrow(says);
  });
});
