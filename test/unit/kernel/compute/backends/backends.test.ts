import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeSafetensors } from '../../../../../src/kernel/bmdsrnet/networks/safetensors';
import { operations } from './operations';

interface Report {
  backend: string;
  reason: string;
  operations: { name: string; output: number; gradients: number[]; error?: string }[];
  training: number;
  left: number;
}

const root = path.resolve(__dirname, '../../../../..');
const vectors = path.join(__dirname, 'operations.safetensors');
const folder = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-backends-'));
/** Chromium brings a Vulkan loader and SwiftShader, a GPU in software. */
const chromium = '/usr/lib/chromium';
const software = path.join(chromium, 'vk_swiftshader_icd.json');

beforeAll(async () => {
  await esbuild.build({
    entryPoints: [path.join(__dirname, 'backends.fixture.ts')],
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@tensorflow/*', 'webgpu', 'onnxruntime-node', 'esbuild'],
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(environment: Record<string, string>): Promise<Report> {
  const env = { ...process.env, NODE_PATH: path.join(root, 'node_modules'), ...environment };
  const args = [path.join(folder, 'backends.fixture.js'), vectors];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

/** Float32 against float64; `exp` and the like have fewer bits on a GPU. */
const FORWARD = 1e-5;
const GRADIENT = 2e-5;

function check(report: Report): void {
  const wrong = report.operations.filter(
    ({ error, output, gradients }) =>
      error !== undefined || !(output <= FORWARD) || !gradients.every((value) => value <= GRADIENT),
  );
  expect(wrong).toEqual([]);
  expect(report.training).toBeLessThan(1e-4);
  expect(report.left).toBe(0);
}

describe('the same numbers on each backend', () => {
  test('the file holds the operations that are compared', () => {
    const { tensors } = decodeSafetensors(readFileSync(vectors));
    const names = [...tensors.keys()].filter((key) => key.endsWith('/dy')).map((key) => key.slice(0, -3));
    expect(names).toEqual(Object.keys(operations));
  });

  test.each([
    ['cpu', {}],
    ['wasm', { BMDSRNET_THREADS: '2' }],
  ])('%s', async (backend, environment) => {
    const report = await run({ BMDSRNET_BACKEND: backend, ...environment });
    expect(report.backend).toBe(backend);
    check(report);
  });

  const noSoftware = existsSync(software)
    ? ''
    : ' (skipped: Debian’s chromium, which brings SwiftShader, is not here)';
  test.skipIf(noSoftware)(`webgpu, on a GPU in software${noSoftware}`, { timeout: 300_000 }, async () => {
    const report = await run({
      BMDSRNET_BACKEND: 'webgpu',
      LD_LIBRARY_PATH: chromium,
      VK_ICD_FILENAMES: software,
    });
    expect(report).toMatchObject({ backend: 'webgpu', reason: expect.stringContaining('SwiftShader') });
    check(report);
  });

  const library = path.join(
    path.dirname(createRequire(__filename).resolve('@tensorflow/tfjs/package.json')),
    '../tfjs-node-gpu/lib',
  );
  const noLibrary = existsSync(library) ? '' : ' (skipped: @tensorflow/tfjs-node-gpu is without its library)';
  test.skipIf(noLibrary)(`tensorflow${noLibrary}`, async () =>
    check(await run({ BMDSRNET_BACKEND: 'tensorflow' })),
  );
});
