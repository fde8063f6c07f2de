import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBicubic } from '../../../../../src/kernel/bmdsrnet/baselines';
import { ablation, comparison, type SetKind } from '../../../../../src/kernel/bmdsrnet/experiments';
import type { Scale } from '../../../../../src/kernel/bmdsrnet/types';
import { startCompute } from '../../../../../src/kernel/compute';
import { noiseData, small } from './noiseData';

const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-experiments-'));
beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (...parts: string[]) => readFileSync(path.join(folder, ...parts), 'utf8');

describe('an ablation', () => {
  it('goes on where it was stopped, and gives what an uninterrupted one gives', async () => {
    const settings = { ...small, variants: ['SRNet', 'C'], baselines: ['bicubic'], seeds: [1, 2] } as const;
    const whole = await ablation({ ...settings, folder: path.join(folder, 'whole') });
    const stop = new AbortController();
    const place = path.join(folder, 'stopped');
    const stopped = ablation({
      ...{ ...settings, folder: place, signal: stop.signal },
      onProgress: ({ method, step }) => method === 'SRNet, seed 2' && step?.step === 0 && stop.abort(),
    });
    await expect(stopped).rejects.toThrow(/stopped after 1 of 2 steps.*to go on/s);
    expect(readdirSync(place)).not.toContain('results.json');
    // What was measured before stands in the table, which says that it is unfinished.
    expect(text('stopped', 'table4.md')).toMatch(/\| bicubic .*\| SRNet .*Unfinished: 2 of 5 rows/s);
    const evaluated = path.join(place, 'x2-SRNet-seed1', 'evaluation.json');
    const before = statSync(evaluated).mtimeMs;
    const steps: string[] = [];
    const resumed = await ablation({
      ...{ ...settings, folder: place },
      onProgress: ({ method, step }) => step && steps.push(`${method} ${step.step}`),
    });
    // Neither trained nor measured again.
    expect(steps).toEqual([
      'SRNet, seed 2 1',
      ...[1, 2].flatMap((s) => [0, 1].map((i) => `BMDSRNet(C), seed ${s} ${i}`)),
    ]);
    expect(statSync(evaluated).mtimeMs).toBe(before);
    expect(resumed.results).toEqual(whole.results);
    expect(resumed.table).toEqual(whole.table);
    for (const file of ['table4.csv', 'x2-conventions.csv', 'x2-frames.csv'])
      expect(text('stopped', file)).toBe(text('whole', file));
    // Pictures that were kept make the same figures.
    const figures = readdirSync(path.join(folder, 'whole', 'figures'));
    expect(figures).toEqual(['x2-sample0-frames.png', 'x2-sample0.png']);
    for (const file of figures) expect(text('stopped', 'figures', file)).toBe(text('whole', 'figures', file));
  });

  it('is measured in the convention of the paper, and in the others besides', async () => {
    const { table, folder: place } = await ablation({
      ...{ ...small, variants: ['SRNet'], figures: 0 },
      ...{ scales: [2, 3], folder: path.join(folder, 'conventions') },
    });
    expect(table.protocol).toMatch(/×2 PSNR on RGB, 3 px.*3-D SSIM.*×3 PSNR on RGB, 5 px.*3-D SSIM/);
    expect(table.rows.map(({ label }) => label)).toEqual(
      [...Array(2)].flatMap(() => ['bicubic', 'linear', 'MSRResNet (16c 2b, ours)', 'SRNet']),
    );
    expect(table.rows.slice(0, 4).map(({ cells }) => cells[5])).toEqual([null, null, 1, 1]); // seeds
    expect(table.columns[3]!.label).toBe('PSNR, ours (tiny)');
    const conventions = text('conventions', 'x3-conventions.csv');
    for (const words of ['5 px border cut', 'no border cut', '2-D SSIM', '3-D SSIM', 'PSNR on Y'])
      expect(conventions).toContain(words);
    expect(text('conventions', 'x3-images.csv')).toMatch(
      /psnr_y_border5_db,ssim2d_y_border5.*\r\n0,bicubic,3/,
    );
    expect(text('conventions', 'x3-conventions.md')).toMatch(/Ours: preset tiny, 2 steps/);
    expect(table.notes.join('\n')).toMatch(/layout check, not evidence/);
    expect(table.notes.join('\n')).toMatch(
      /preset tiny, 2 steps, recipe practical, batches of 1, LR patches of 8, trained on 2 noise images/,
    );
    const config = JSON.parse(readFileSync(path.join(place, 'config.json'), 'utf8'));
    expect(config).toMatchObject({
      settings: { experiment: 'ablation', preset: 'tiny', length: '2 steps' },
      asked: { scales: [2, 3], seeds: [1], protocol: 'paper' },
      data: { x2: { training: { samples: 2 } }, x3: { test: { samples: 1 } } },
      environment: { backend: 'wasm', threads: 1, onnxThreads: expect.any(Number), onnxProvider: 'cpu' },
      steps: { 'x2-SRNet-seed1': 'compiled', 'x3-MSRResNet-seed1': 'compiled' },
    });
  });

  it('tells warnings of its trainings at once and below the table', async () => {
    const warnings: string[] = [];
    const settings = {
      ...small,
      variants: ['SRNet'] as const,
      baselines: [],
      folder: path.join(folder, 'warned'),
    };
    // The zero output convolution moves little in two steps at a rate of nearly nothing.
    const recipe = {
      ...(await import('../../../../../src/kernel/bmdsrnet/training')).RECIPES.paper,
      learningRate: 1e-30,
    };
    const options = {
      ...settings,
      recipe,
      steps: 300,
      onWarning: (warning: string) => warnings.push(warning),
    };
    const { table } = await ablation(options);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^SRNet, x2: The network adds nothing to what it starts from: CoreNet to the bicubic enlargement/,
    );
    expect(table.notes).toContain(`Warning of ${warnings[0]}`);
    const again = await ablation(options);
    expect(again.table.notes).toEqual(table.notes);
  });
});

describe('a comparison', () => {
  it('sets methods that were trained alike beside the published numbers, with the spread of seeds', async () => {
    const place = path.join(folder, 'comparison');
    const before = tf.memory().numTensors;
    const { comparisons, tables } = await comparison({
      ...{ ...small, folder: place, seeds: [1, 2], methods: ['bicubic', 'MSRResNet', 'SRNet'] },
      others: (scale) => [{ name: 'mine', network: createBicubic(scale) }],
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(comparisons[0]?.methods.map(({ name }) => name)).toEqual([
      'bicubic',
      'MSRResNet (16c 2b, ours), seed 1',
      'MSRResNet (16c 2b, ours), seed 2',
      'SRNet (tiny, ours), seed 1',
      'SRNet (tiny, ours), seed 2',
      'mine',
    ]);
    expect(comparisons[0]?.methods[5]?.advantage?.mean).toBe(0);
    const ours = tables[0]!.rows.slice(-4);
    expect(ours.map(({ label }) => label)).toEqual([
      'bicubic',
      'MSRResNet (16c 2b, ours)',
      'SRNet (tiny, ours)',
      'mine',
    ]);
    const [, , trained] = ours.map(({ cells }) => cells[0] as { value: number; spread?: number });
    const [a, b] = comparisons[0]!.methods.slice(3, 5).map(({ mean }) => mean.psnr);
    expect(trained!.value).toBeCloseTo((a! + b!) / 2, 10);
    expect(trained!.spread).toBeCloseTo(Math.abs(a! - b!) / Math.SQRT2, 10);
    expect(readdirSync(place)).toEqual(
      expect.arrayContaining([
        'config.json',
        'table5.tex',
        'x2-methods.md',
        'x2-images.csv',
        'x2-conventions.csv',
      ]),
    );
    expect(readdirSync(place)).not.toContain('table6.csv');
    for (const file of ['table5.md', 'x2-methods.md'])
      expect(text('comparison', file)).toMatch(/2 steps, recipe/);
  });
});

describe('sets of several kinds', () => {
  const compared = (scales: Scale[], kindAt: (scale: Scale) => SetKind, name: string) => {
    const notes: string[] = [];
    return comparison({
      ...{ ...small, scales, methods: ['bicubic'], figures: 0, folder: path.join(folder, name) },
      data: async (scale) => ({ ...(await noiseData()(scale)), kind: kindAt(scale) }),
      onNote: (note) => notes.push(note),
    }).then(({ tables }) => ({ tables, notes }));
  };

  it('stand each in its own table of the paper', async () => {
    const kindAt = (scale: Scale) => (scale === 4 ? 'LR-GOPRO' : 'frames');
    const { tables, notes } = await compared([2, 4], kindAt, 'kinds');
    expect(tables.slice(0, 2).map(({ title }) => title.slice(0, 7))).toEqual(['Table 5', 'Table 6']);
    const ours = text('kinds', 'table5.csv')
      .split('\r\n')
      .filter((line) => line.includes('noise image'));
    expect(ours).toHaveLength(1);
    expect(ours[0]).toMatch(/^bicubic,[\d.]+,[\d.]+,,,,,/); // x2 alone
    expect(notes).toEqual([]);
  });

  it('say why they stand in none', async () => {
    const { tables, notes } = await compared([2], () => 'LR-GOPRO', 'none');
    expect(tables[0]!.title).toBe('1 methods, ×2');
    expect(notes).toEqual([expect.stringMatching(/Table 6 has LR-GOPRO at ×4 alone.*stands in x2-methods/)]);
    expect(tables[0]!.notes).toContain(notes[0]);
  });
});

describe('rows that are given', () => {
  it('are looked at before anything is trained', async () => {
    const steps: unknown[] = [];
    const options = {
      ...small,
      methods: ['SRNet'] as const,
      onProgress: (p: { step?: unknown }) => steps.push(p.step),
    };
    const place = path.join(folder, 'given');
    const lacking = () => [{ name: 'theirs', results: path.join(folder, 'no such folder') }];
    await expect(comparison({ ...options, folder: place, others: lacking })).rejects.toThrow(
      /cannot be listed/,
    );
    const twice = () => [{ name: 'SRNet (tiny, ours)', network: createBicubic(2) }];
    await expect(comparison({ ...options, folder: place, others: twice })).rejects.toThrow(
      /two methods are called/,
    );
    expect(steps).toEqual([]);
  });
});

describe('a folder that is named again', () => {
  const settings = { ...small, variants: ['SRNet'] as const, baselines: [], figures: 0 };
  const again = path.join(folder, 'again');
  const run = (changes: object) => ablation({ ...settings, folder: again, ...changes });

  it('is refused for other data, settings and lengths, and left as it is', async () => {
    await run({});
    const config = text('again', 'config.json');
    const table = text('again', 'table4.csv');
    await expect(run({ batch: 2, recipe: 'paper' })).rejects.toThrow(
      /again holds an experiment with other settings:\n {2}recipe was practical and is paper\n.*\n {2}batch was 1 and is 2\nName another folder/s,
    );
    await expect(run({ preset: 'small', lrPatch: 4 })).rejects.toThrow(
      /preset was tiny and is small\n {2}lrPatch was 8 and is 4/,
    );
    await expect(run({ data: noiseData(1, 3) })).rejects.toThrow(
      /other data:\n {2}training data at x2: was "2 noise images" and is "3 noise images"/,
    );
    // The same words, other pixels.
    await expect(run({ data: noiseData(4) })).rejects.toThrow(/its images are others/);
    await expect(run({ steps: 1 })).rejects.toThrow(/length was 2 steps and is 1 steps\nName another/);
    await expect(run({ steps: 4 })).rejects.toThrow(
      /length was 2 steps and is 4 steps\n.*learning rate depends/,
    );
    await expect(comparison({ ...small, folder: again })).rejects.toThrow(
      /experiment was ablation and is comparison/,
    );
    expect(text('again', 'config.json')).toBe(config);
    expect(text('again', 'table4.csv')).toBe(table);
  });

  it('takes more rows, and other protocols for what is trained', async () => {
    const before = text('again', 'x2-SRNet-seed1', 'config.json');
    // What is stopped while it is measured says how to go on too.
    const measuring = run({ protocol: 'standard', signal: AbortSignal.abort() });
    await expect(measuring).rejects.toThrow(/stopped .*SRNet.*again with the folder .*again to go on/s);
    const { table, results } = await run({ seeds: [1, 2], protocol: 'standard', baselines: ['bicubic'] });
    expect(table.protocol).toMatch(/no border cut.*2-D SSIM/);
    expect(results.map(({ method, qualities }) => [method, qualities.length])).toEqual([
      ['bicubic', 1],
      ['SRNet', 2],
    ]);
    expect(text('again', 'x2-SRNet-seed1', 'config.json')).toBe(before);
  });

  it('makes a training longer where the rate is constant: it equals one of that length', async () => {
    const paper = { ...settings, recipe: 'paper' as const };
    await ablation({ ...paper, folder: path.join(folder, 'longer') });
    const longer = await ablation({ ...paper, steps: 4, folder: path.join(folder, 'longer') });
    const straight = await ablation({ ...paper, steps: 4, folder: path.join(folder, 'straight') });
    expect(longer.results).toEqual(straight.results);
    expect(text('longer', 'config.json')).toContain('"4 steps"');
  });

  it('is measured again where what was kept is damaged, and refused where its config is gone', async () => {
    const place = path.join(folder, 'damaged');
    const first = await ablation({ ...settings, folder: place });
    writeFileSync(path.join(place, 'x2-SRNet-seed1', 'evaluation.json'), '{');
    expect((await ablation({ ...settings, folder: place })).results).toEqual(first.results);
    rmSync(path.join(place, 'config.json'));
    await expect(ablation({ ...settings, folder: place })).rejects.toThrow(
      /x2-SRNet-seed1, but no config\.json/,
    );
  });
});
