import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComputeChoice } from '../../../../src/kernel/compute';

const root = path.resolve(__dirname, '../../../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-execution-'));
/** Chromium brings a Vulkan loader and SwiftShader, a GPU in software. */
const chromium = '/usr/lib/chromium';
const software = path.join(chromium, 'vk_swiftshader_icd.json');

beforeAll(async () => {
  await esbuild.build({
    entryPoints: [path.join(__dirname, 'execution.fixture.ts')],
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@tensorflow/*', 'onnxruntime-node', 'esbuild'],
    logLevel: 'error',
  });
  installFakeTensorFlow();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What tfjs-node does while it loads, with the cpu backend in place of libtensorflow. */
function installFakeTensorFlow(): void {
  const fake = path.join(folder, 'node_modules/@tensorflow/tfjs-node');
  mkdirSync(fake, { recursive: true });
  writeFileSync(path.join(fake, 'package.json'), '{ "name": "@tensorflow/tfjs-node", "main": "main.js" }');
  writeFileSync(
    path.join(fake, 'main.js'),
    `const tf = require('@tensorflow/tfjs'), util = require('util');
     if (util.isNullOrUndefined(0) || !util.isArray([])) throw new Error('wrong helpers');
     tf.copyRegisteredKernels('cpu', 'tensorflow');
     tf.registerBackend('tensorflow', () =>
       Object.assign(tf.findBackendFactory('cpu')(), { isUsingGpuDevice: process.env.FAKE_GPU === '1' }));`,
  );
}

interface Report {
  choice: ComputeChoice;
  /** Between a compiled convolution and an eager one. */
  difference: number;
}

async function run(environment: Record<string, string>): Promise<Report> {
  const env = { ...process.env, NODE_PATH: path.join(root, 'node_modules'), ...environment };
  const program = path.join(folder, 'execution.fixture.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env, cwd: folder });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

test.each([
  ['0', true],
  ['1', false],
])(
  'tfjs-node runs on a Node that lost the helpers it calls; with a GPU (%s) it computes itself, else graphs do',
  async (gpu, compiled) => {
    const { choice } = await run({ BMDSRNET_BACKEND: 'tensorflow', FAKE_GPU: gpu });
    expect(choice).toMatchObject({ backend: 'tensorflow', execution: { compiled, provider: 'cpu' } });
  },
);

test('graphs take as many threads as asked for, the wasm backend at most eight; they can be switched off', async () => {
  const { choice } = await run({
    BMDSRNET_BACKEND: 'wasm',
    BMDSRNET_THREADS: '12',
    BMDSRNET_COMPILE: 'never',
  });
  expect(choice.threads).toBe(8);
  expect(choice.execution).toMatchObject({
    compiled: false,
    threads: 12,
    reason: expect.stringContaining('BMDSRNET_COMPILE'),
  });
});

describe('an execution provider that is asked for', () => {
  const asked = { BMDSRNET_BACKEND: 'wasm', BMDSRNET_PROVIDER: 'webgpu' };

  test('gives way to cpu where it does not work, and that is said', async () => {
    const { choice, difference } = await run({ ...asked, VK_ICD_FILENAMES: '/nothing' });
    expect(choice.rejected).toEqual([
      {
        backend: 'provider webgpu',
        reason: expect.stringMatching(/'webgpu' does not work here \(there is no GPU|no execution provider/),
      },
    ]);
    expect(choice.execution).toMatchObject({ compiled: true, provider: 'cpu' });
    expect(difference).toBeLessThan(1e-5);
  });

  const noSoftware = existsSync(software) ? '' : ' (skipped: Debian’s chromium is not here)';
  test.skipIf(noSoftware)(
    `is taken where it gives the numbers of cpu, here on a GPU in software${noSoftware}`,
    async () => {
      const { choice, difference } = await run({
        ...asked,
        LD_LIBRARY_PATH: chromium,
        VK_ICD_FILENAMES: software,
      });
      expect(choice).toMatchObject({ rejected: [], execution: { compiled: true, provider: 'webgpu' } });
      expect(difference).toBeLessThan(1e-4);
    },
  );
});
