import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors } from '../../../../../src/kernel/bmdsrnet/networks/safetensors';
import { fixtureProgram, reportIn } from '../../../../fixtureProgram';
import { noSoftwareGpu, SOFTWARE_GPU } from '../softwareGpu';
import { operations } from './operations';

interface Report {
  backend: string;
  reason: string;
  operations: { name: string; output: number; gradients: number[]; error?: string }[];
  training: number;
  left: number;
}

const vectors = path.join(__dirname, 'operations.safetensors');
const fixture = fixtureProgram(path.join(__dirname, 'backends.fixture.ts'));

const run = async (env: Record<string, string>): Promise<Report> =>
  reportIn(await fixture.run([vectors], { env })) as unknown as Report;

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

  test.skipIf(noSoftwareGpu)(
    `webgpu, on a GPU in software${noSoftwareGpu}`,
    { timeout: 300_000 },
    async () => {
      const report = await run({ BMDSRNET_BACKEND: 'webgpu', ...SOFTWARE_GPU });
      expect(report).toMatchObject({ backend: 'webgpu', reason: expect.stringContaining('SwiftShader') });
      check(report);
    },
  );

  const library = path.join(
    path.dirname(createRequire(__filename).resolve('@tensorflow/tfjs/package.json')),
    '../tfjs-node-gpu/lib',
  );
  const noLibrary = existsSync(library) ? '' : ' (skipped: @tensorflow/tfjs-node-gpu is without its library)';
  test.skipIf(noLibrary)(`tensorflow${noLibrary}`, async () =>
    check(await run({ BMDSRNET_BACKEND: 'tensorflow' })),
  );
});
