import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';

const program = path.resolve('dist/kernel/experiment.js');
const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (line: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...line.split(' ')], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
};
const endings = (name: string): string[] => ['csv', 'md', 'tex'].map((end) => `${name}.${end}`);

const SCENES = '--scenes 2 --held-out 1 --size 24';
const ROW = 'ablated/x2-F+C+B-seed1';
const WEIGHTS = `${ROW}/checkpoints/step-00000001/weights.safetensors`;

it('trains and measures the rows of a table, and restores and draws with the weights that it wrote', () => {
  const ablation = run(
    `ablation ${SCENES} --scales 2 --steps 1 --batch 1 --patch 16 --variants F+C+B --baselines bicubic --figures 1 --folder ablated`,
  );
  expect(ablation).toMatchObject({ status: 0, said: expect.stringMatching(/Note: Eq\. 1 .*Table 4/s) });
  expect(readdirSync(path.join(folder, 'ablated'))).toEqual(
    expect.arrayContaining([
      ...['config.json', 'results.json', 'figures', 'x2-images.csv'],
      ...['table4', 'x2-methods', 'x2-conventions', 'x2-frames'].flatMap(endings),
    ]),
  );
  expect(readFileSync(path.join(folder, 'ablated', 'table4.csv'), 'utf8')).toMatch(
    /^bicubic,×2.*^BMDSRNet\(F\+C\+B\),×2,31\.62,/ms,
  );
  expect(run(`restore ${WEIGHTS} ${ROW}/restored/sample0.png --frames --out restored`).status).toBe(0);
  const frames = Array.from({ length: 7 }, (_, i) => `sample0-frame${i + 1}.png`);
  expect(readdirSync(path.join(folder, 'restored')).sort()).toEqual(
    ['config.json', ...endings('restored'), ...frames, 'sample0_x2.png'].sort(),
  );
  expect(run(`figures ${WEIGHTS} ${SCENES} --samples 0 --out drawn`).status).toBe(0);
  expect(readdirSync(path.join(folder, 'drawn')).sort()).toEqual(
    ['config.json', ...endings('x2-methods'), 'x2-sample0-frames.png', 'x2-sample0.png'].sort(),
  );
});

it('says by its exit code what was wrong: the line, or what it met', () => {
  expect(run('ablation --steps none')).toMatchObject({
    status: 2,
    said: expect.stringMatching(/--steps must be a whole number/),
  });
  expect(run('restore nothing.safetensors a.png')).toMatchObject({
    status: 1,
    said: expect.stringMatching(/nothing\.safetensors/),
  });
});
