import path from 'node:path';
import { expect, test } from 'vitest';
import { fixtureProgram } from '../../../fixtureProgram';

const fixture = fixtureProgram(path.join(__dirname, 'process.fixture.ts'));

const run = async (env: Record<string, string>): Promise<Record<string, unknown>> =>
  JSON.parse(await fixture.run([], { env, timeout: 55_000 }));

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
