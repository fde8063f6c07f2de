import path from 'node:path';
import { expect, test } from 'vitest';
import { fixtureProgram, reportIn } from '../fixtureProgram';

const fixture = fixtureProgram(path.join(__dirname, 'bounds.fixture.ts'));

const run = async (...what: string[]): Promise<Record<string, unknown>> =>
  reportIn(await fixture.run(what, { nodeArgs: ['--expose-gc'] }));

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
