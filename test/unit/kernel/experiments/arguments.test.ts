import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { trainingPlan } from '../../../../src/kernel/bmdsrnet/experiments/trainingPlan';
import { readArguments } from '../../../../src/kernel/experiments/arguments';
import { importedRows } from '../../../../src/kernel/experiments/data';
import { USAGE } from '../../../../src/kernel/experiments/usage';

const read = (line: string) => readArguments(line.split(' '));

/** The plan that a line of an ablation leads to. */
function planOf(line: string) {
  const args = read(`ablation ${line}`);
  if (args.command !== 'ablation') throw new Error('not an ablation');
  return trainingPlan(args.options, args.options.preset ?? 'tiny');
}

describe('the arguments of an experiment', () => {
  it('are read with their defaults', () => {
    expect(read('ablation --data procedural --preset tiny --steps small')).toEqual({
      command: 'ablation',
      data: { procedural: { scenes: 48, heldOut: 24, lrSize: 96 } },
      files: {},
      options: { preset: 'tiny', steps: 60 },
    });
    expect(read('restore w.safetensors a.png b --frames --memory 6')).toEqual({
      command: 'restore',
      weights: 'w.safetensors',
      inputs: ['a.png', 'b'],
      options: { frames: true, maxBytes: 6 * 2 ** 30 },
    });
    expect(read('figures a.safetensors b.safetensors --data D --samples 0,7')).toMatchObject({
      ...{ command: 'figures', weights: ['a.safetensors', 'b.safetensors'], images: [] },
      ...{ data: { folder: 'D' }, options: { samples: [0, 7] } },
    });
    expect(read('synthesise --data D --gamma 2.2 --scales 3')).toEqual({
      ...{ command: 'synthesise', data: { folder: 'D', options: { gamma: 2.2 } }, scales: [3] },
      out: 'synthesised',
    });
  });

  it('lead to the preset’s own recipe, and with the recipe paper to the paper’s data side', () => {
    expect(planOf('--preset small')).toMatchObject({
      recipeName: 'practical',
      length: { steps: 60 },
      lrPatch: 32,
    });
    const paper = { recipeName: 'paper', length: { epochs: 400 }, batch: 4, lrPatch: 128 };
    expect(planOf('--preset paper-table')).toMatchObject(paper);
    expect(planOf('--recipe paper')).toMatchObject(paper);
    expect(planOf('--recipe paper --steps small --patch 64')).toMatchObject({
      ...{ recipeName: 'paper', length: { steps: 60 }, lrPatch: 64 },
    });
    expect(planOf('--epochs 0.5')).toMatchObject({ recipeName: 'practical', length: { epochs: 0.5 } });
    // Drawn scenes are large enough for the patches.
    expect(read('ablation --recipe paper')).toMatchObject({ data: { procedural: { lrSize: 128 } } });
  });

  it('carry everything that an experiment can be told', () => {
    const line =
      'compare --data D --stride 1 --gaps split --limit 5 --protocol standard --vgg19 v --lpips l --validate 100 ' +
      '--checkpoint-every 50 --seeds 1,2,3 --scales 4 --methods bicubic,BMDSRNet --results GFN=r/a=b --figures 0 --folder F';
    expect(read(line)).toEqual({
      command: 'compare',
      data: { folder: 'D', options: { stride: 1, gaps: 'split', limit: 5 } },
      files: { vgg19: 'v', lpips: 'l' },
      results: [{ name: 'GFN', folder: 'r/a=b' }],
      options: {
        ...{ preset: 'tiny', steps: 60, validate: { every: 100 }, checkpointEvery: 50, seeds: [1, 2, 3] },
        ...{ scales: [4], protocol: 'standard', figures: 0, folder: 'F', methods: ['bicubic', 'BMDSRNet'] },
      },
    });
    for (const option of line.matchAll(/--[\w-]+/g)) expect(USAGE).toContain(option[0]);
  });

  it.each([
    ['ablation --scales 5', /--scales takes 2, 3, 4, not '5'/],
    ['ablation --seeds 1,1', /--seeds names 1 twice/],
    ['compare --steps many', /--steps must be a whole number/],
    ['compare --preset huge', /--preset takes paper-table/],
    ['compare --results folder', /--results takes NAME=FOLDER, not 'folder'/],
    ['compare --frames', /--frames/],
    ['ablation --results a=b', /--results/],
    ['ablation --gamma 2.2', /--gamma is for data in a folder/],
    ['ablation --data D --scenes 4', /--scenes is for --data procedural/],
    ['synthesise', /synthesise needs --data FOLDER/],
    ['figures a.png', /files of weights/],
    ['figures a.safetensors a.png --data D', /photographs or a test set/],
    ['train', /no experiment 'train'/],
  ])('%s is explained', (line, says) => {
    expect(() => read(line)).toThrow(says);
  });

  it('that are absent, or ask for it, get help', () => {
    for (const args of [[], ['--help'], ['compare', '--help']])
      expect(readArguments(args)).toEqual({ command: 'help' });
    for (const line of USAGE.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});

describe('images of another program', () => {
  it('lie in a folder for each scale where several are asked for', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-results-'));
    try {
      mkdirSync(path.join(folder, 'x4'));
      const results = [{ name: 'GFN', folder }];
      expect(importedRows(results, 4, [2, 4])).toEqual([{ name: 'GFN', results: path.join(folder, 'x4') }]);
      expect(importedRows(results, 2, [2])).toEqual([{ name: 'GFN', results: folder }]);
      expect(() => importedRows(results, 2, [2, 4])).toThrow(/holds no folder x2/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
