import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixtureProgram, reportIn } from '../../../../fixtureProgram';
import { noSoftwareGpu, SOFTWARE_GPU } from '../softwareGpu';

const fixture = fixtureProgram(path.join(__dirname, 'webgpu.fixture.ts'));

const run = async (what: string, more: Record<string, string> = {}): Promise<Record<string, unknown>> =>
  reportIn(
    await fixture.run([what, path.join(fixture.folder, 'run')], {
      env: { BMDSRNET_BACKEND: 'webgpu', ...SOFTWARE_GPU, ...more },
    }),
  );

describe.skipIf(noSoftwareGpu)(
  `the webgpu backend, on a GPU in software${noSoftwareGpu}`,
  { timeout: 300_000 },
  () => {
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
  },
);
