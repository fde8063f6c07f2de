import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ComputeChoice } from '../../../../src/kernel/compute';
import { fixtureProgram, reportIn } from '../../../fixtureProgram';
import { noSoftwareGpu, SOFTWARE_GPU } from './softwareGpu';

const fixture = fixtureProgram(path.join(__dirname, 'execution.fixture.ts'));

beforeAll(installFakeTensorFlow);

/** What tfjs-node does while it loads, with the cpu backend in place of libtensorflow. */
function installFakeTensorFlow(): void {
  const fake = path.join(fixture.folder, 'node_modules/@tensorflow/tfjs-node');
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

const run = async (env: Record<string, string>): Promise<Report> =>
  reportIn(await fixture.run([], { env, cwd: fixture.folder })) as unknown as Report;

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

  test.skipIf(noSoftwareGpu)(
    `is taken where it gives the numbers of cpu, here on a GPU in software${noSoftwareGpu}`,
    async () => {
      const { choice, difference } = await run({
        ...asked,
        ...SOFTWARE_GPU,
      });
      expect(choice).toMatchObject({ rejected: [], execution: { compiled: true, provider: 'webgpu' } });
      expect(difference).toBeLessThan(1e-4);
    },
  );
});
