import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { train } from '../../../../../src/kernel/bmdsrnet/training';
import { MetricsFile } from '../../../../../src/kernel/bmdsrnet/training/run/metricsFile';
import { startCompute } from '../../../../../src/kernel/compute';
import { microNet, noise, stopAfter } from './microNet';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));
const folder = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-events-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Event {
  wallTime: number;
  step: number;
  fileVersion?: string;
  session?: number;
  scalars?: Record<string, number>;
  texts?: Record<string, string>;
}

it('writes event files that an independent reader takes, with a restart where a run goes on', async () => {
  const options = {
    run: { folder },
    tensorBoard: true,
    resume: true,
    validate: {
      every: 2,
      measuredOn: 'noise; PSNR on RGB',
      run: (_: unknown, step: number) => ({ psnr: 20 + step }),
    },
  };
  await train(microNet(), noise, { ...options, steps: 200, ...stopAfter(3) });
  const { history } = await train(microNet(), noise, { ...options, steps: 200, ...stopAfter(5) });

  const files = readdirSync(path.join(folder, 'tensorboard')).sort(
    (a, b) => a.length - b.length || (a < b ? -1 : 1),
  );
  expect(files).toHaveLength(2);
  for (const file of files) expect(file).toMatch(/^events\.out\.tfevents\.\d+\./);
  const reader = path.join(__dirname, 'readEvents.py');
  const paths = files.map((file) => path.join(folder, 'tensorboard', file));
  const read: Event[][] = JSON.parse(execFileSync('python3', [reader, ...paths], { encoding: 'utf8' }));
  const [first = [], second = []] = read;
  expect(first[0]).toMatchObject({ fileVersion: 'brain.Event:2', step: 0 });
  expect(Math.abs(first[0]!.wallTime - Date.now() / 1000)).toBeLessThan(600);
  expect(second.slice(0, 2)).toMatchObject([{ fileVersion: 'brain.Event:2' }, { session: 1, step: 3 }]);

  const full = <T extends object>(values: T | undefined): values is T => Object.keys(values ?? {}).length > 0;
  const scalars = read
    .flat()
    .flatMap(({ step, scalars: values }) => (full(values) ? [{ step, values }] : []));
  const steps = scalars.filter(({ values }) => 'loss' in values);
  expect(steps).toEqual(
    history.map(({ step, loss, gradientNorm, learningRate, terms }) => ({
      step,
      values: Object.fromEntries(
        [
          ['loss', loss] as const,
          ['gradientNorm', gradientNorm] as const,
          ['learningRate', learningRate] as const,
          ...Object.entries(terms).map(([name, value]) => [`loss/${name}`, value] as const),
        ].map(([name, value]) => [name, Math.fround(value)]),
      ),
    })),
  );
  expect(scalars.filter((scalar) => !steps.includes(scalar))).toEqual([
    { step: 2, values: { 'validation/psnr': 22 } },
    { step: 4, values: { 'validation/psnr': 24 } },
  ]);
  // How it was measured stands beside the number, once a file.
  expect(
    read.map((file) => file.flatMap(({ step, texts }) => (full(texts) ? [{ step, texts }] : []))),
  ).toEqual([2, 4].map((step) => [{ step, texts: { 'validation/measured on': 'noise; PSNR on RGB' } }]));
});

it('that cannot be made end the run before it begins, with no file left open', async () => {
  const place = path.join(folder, 'taken');
  mkdirSync(place);
  writeFileSync(path.join(place, 'tensorboard'), 'a file where a folder is meant');
  const closed = vi.spyOn(MetricsFile.prototype, 'close');
  const options = { run: { folder: place }, tensorBoard: true, steps: 1 };
  await expect(train(microNet(), noise, options)).rejects.toThrow(/The run could not be written to .*taken/);
  expect(closed).toHaveBeenCalledOnce();
});
