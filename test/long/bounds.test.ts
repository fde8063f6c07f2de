import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(__dirname, '../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-bounds-'));

beforeAll(async () => {
  await esbuild.build({
    entryPoints: [path.join(__dirname, 'bounds.fixture.ts')],
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@tensorflow/*', 'onnxruntime-node', 'sharp', 'esbuild'],
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...what: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', path.join(folder, 'bounds.fixture.js'), ...what],
    { env: { ...process.env, NODE_PATH: path.join(root, 'node_modules') } },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

test.each(['tiny', 'small', 'paper-2.9M'])(
  '1280x720 is restored to 5120x2880 by %s with less than 4 GiB of memory',
  async (preset) => {
    const report = await run('restoration', preset);
    console.log(preset, report);
    if (preset === 'paper-2.9M') expect(report).toMatchObject({ tiles: 2 });
    else expect(report).toMatchObject({ width: 5120 });
    expect(report.peakMebibytes).toBeLessThan(4096);
  },
);

test('a step of paper-table, the largest graph, is compiled in bounded time and less than 4 GiB', async () => {
  const report = await run('largestStep');
  console.log(report);
  expect(report.peakMebibytes).toBeLessThan(4096);
  expect(report.cpuSeconds).toBeLessThan(60);
  expect((report.traceMs as number) + (report.loadMs as number)).toBeLessThan(30_000);
  const [first, second] = report.losses as [number, number];
  expect(second).toBeLessThan(first);
});

test('memory does not grow over 10,000 compiled steps', async () => {
  const report = await run('steps');
  console.log(report);
  const [early, late] = report.seen as { mebibytes: number; tensors: number; programs: number }[];
  expect(late).toMatchObject({ tensors: early!.tensors, programs: 1 });
  expect(late!.mebibytes - early!.mebibytes).toBeLessThan(16);
  expect(report.last).toBeLessThan(report.first as number);
});
