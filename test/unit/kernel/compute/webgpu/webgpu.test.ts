import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = path.resolve(__dirname, '../../../../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-webgpu-'));
/** Chromium brings a Vulkan loader and SwiftShader, a GPU in software. */
const chromium = '/usr/lib/chromium';
const software = path.join(chromium, 'vk_swiftshader_icd.json');
const skipped = existsSync(software)
  ? ''
  : ' (skipped: Debian’s chromium, which brings SwiftShader, is not here)';

beforeAll(async () => {
  await esbuild.build({
    entryPoints: [path.join(__dirname, 'webgpu.fixture.ts')],
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['@tensorflow/*', 'webgpu', 'onnxruntime-node', 'sharp', 'esbuild'],
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(what: string, environment: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const env = {
    ...process.env,
    NODE_PATH: path.join(root, 'node_modules'),
    BMDSRNET_BACKEND: 'webgpu',
    LD_LIBRARY_PATH: chromium,
    VK_ICD_FILENAMES: software,
    ...environment,
  };
  const program = [path.join(folder, 'webgpu.fixture.js'), what, path.join(folder, 'run')];
  const { stdout } = await promisify(execFile)(process.execPath, program, { env });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

describe.skipIf(skipped)(`the webgpu backend, on a GPU in software${skipped}`, { timeout: 300_000 }, () => {
  test('weights and tensors that are on the GPU only are compiled, exported, counted and restored with', async () => {
    const report = await run('compiled', { BMDSRNET_COMPILE: 'always' });
    const { differences, multiplyAdds, bytes } = report as {
      differences: number[];
      multiplyAdds: number;
      bytes: number;
    };
    expect(Math.max(...differences)).toBeLessThan(1e-5);
    expect(multiplyAdds).toBeGreaterThan(1e6);
    expect(bytes).toBeGreaterThan(1e4);
  });

  test('freed buffers are kept for tensors of their size, but not for ever', async () => {
    const { greatest, kept, sum, reused } = await run('pool');
    // 48 buffers of 8 MiB and more, in as many sizes.
    expect(greatest).toBeLessThan(96);
    expect(greatest).toBeGreaterThan(16);
    expect(kept).toMatchObject({ gpuBytes: expect.any(Number), gpuBytesAllocated: expect.any(Number) });
    expect(sum).toBe(2 * (8 * 2 ** 18 + 1024 * 23));
    expect(reused).toBeLessThan(2 ** 20);
  });

  test('a tensor that the device cannot hold is an error with its words at each read, and the rest goes on', async () => {
    const { errors, sum } = await run('tooLarge');
    for (const error of errors as string[]) expect(error).toMatch(/The GPU dropped.*Buffer size.*exceeds/s);
    expect(errors).toHaveLength(2);
    expect(sum).toBe(100);
  });

  test('a lost device says what to do, at each read; on the next one a training goes on from its checkpoint', async () => {
    const { error, later, difference, steps } = await run('loss');
    for (const text of [error, ...(later as string[])])
      expect(text).toMatch(/^The GPU was lost \(.+\).*resumeTraining goes on from the last checkpoint/);
    expect(steps).toBe(3);
    expect(difference).toBeLessThan(1e-6);
  });
});
