import { expect, it } from 'vitest';
import { Graphs } from '../../../../../src/kernel/bmdsrnet/evaluation/graphs';

/** Graphs that tell when they are made and freed. */
function kept() {
  const log: string[] = [];
  const graphs = new Graphs<{ dispose(): Promise<void> }>();
  const take = (owner: object, key: string, bytes: number, budget = 100) =>
    graphs.take({ owner, key, bytes }, budget, () => {
      log.push(`make ${key}`);
      return { dispose: async () => void log.push(`free ${key}`) };
    });
  return { graphs, log, take };
}

it('keeps graphs of all owners within the budget, and lets go of the one not used for longest', async () => {
  const { graphs, log, take } = kept();
  const [a, b] = [{}, {}];
  const first = await take(a, 'a1', 40);
  await take(b, 'b1', 40);
  expect(await take(a, 'a1', 40)).toBe(first);
  await take(b, 'b2', 40);
  expect(log).toEqual(['make a1', 'make b1', 'free b1', 'make b2']);
  expect(graphs.bytes).toBe(80);
  // One that is larger than the budget is there alone.
  await take(a, 'a2', 500);
  expect(graphs.bytes).toBe(500);
  await take(a, 'a1', 40);
  expect(graphs.bytes).toBe(40);
  // A smaller budget counts at once.
  await take(b, 'b1', 20, 30);
  expect(graphs.bytes).toBe(20);
});

it('frees what an owner has, and no more', async () => {
  const { graphs, log, take } = kept();
  const [a, b] = [{}, {}];
  for (const [owner, key] of [[a, 'a1'], [b, 'b1'], [a, 'a2']] as const) await take(owner, key, 10); // biome-ignore format: short
  log.length = 0;
  await graphs.release(a);
  await graphs.release(a);
  expect(log).toEqual(['free a1', 'free a2']);
  await graphs.release();
  expect([log.at(-1), graphs.bytes]).toEqual(['free b1', 0]);
});
