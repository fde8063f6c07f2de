import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(__dirname, '../../../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-compute-'));

beforeAll(async () => {
  await esbuild.build({
    entryPoints: [path.join(__dirname, 'process.fixture.ts')],
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@tensorflow/*'],
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the bundle in a process of its own; rejects when that does not end by itself with code 0. */
async function run(environment: Record<string, string>): Promise<Record<string, unknown>> {
  const env = { ...process.env, NODE_PATH: path.join(root, 'node_modules'), ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, 'process.fixture.js')], {
    env,
    timeout: 55_000,
  });
  return JSON.parse(stdout);
}

test.each([1, 2])(
  'bundled, %i thread(s): survives a rejected promise and a full heap, and ends by itself',
  async (threads) => {
    const report = await run({ BMDSRNET_BACKEND: 'wasm', BMDSRNET_THREADS: String(threads) });
    expect(report).toMatchObject({
      choice: { backend: 'wasm', threads, rejected: [] },
      rejection: 'a promise of a cell',
      listenersLeft: 0,
      workerLeft: false,
      firstTensorIntact: true,
      sumAfterwards: 45,
    });
    expect(report.tensorsThatFit).toBeGreaterThan(25);
    expect(report.outOfMemory).toMatch(
      /^RangeError: Out of memory in the wasm backend: 128.0 MiB more were needed.*Dispose/,
    );
  },
);

test('an unknown backend, a wrong thread count and a backend that is not there are errors that say what to do', async () => {
  expect((await run({ BMDSRNET_BACKEND: 'cuda' })).error).toMatch(
    /'cuda', which is none of auto, tensorflow, webgpu, wasm, cpu/,
  );
  expect((await run({ BMDSRNET_THREADS: 'many' })).error).toMatch(
    /whole number from 1, not many: set BMDSRNET_THREADS/,
  );
});
