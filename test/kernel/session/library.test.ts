import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { Repl } from './repl';

const repl = new Repl();
afterAll(() => repl.close());

interface Entry {
  kind: string;
  options: string[];
}

describe('the stop button', () => {
  test('reaches every function of the library that takes a signal', () => {
    const documented = JSON.parse(readFileSync('dist/kernel/documentation.json', 'utf8')) as Record<
      string,
      Entry
    >;
    const library = readFileSync('src/kernel/session/library.main.ts', 'utf8');
    const wrapped = [...library.matchAll(/^export const (\w+): .* = (?:ready|stoppable)\(/gm)].map(
      ([, name]) => name,
    );
    const stoppable = Object.entries(documented)
      .filter(
        ([, { kind, options }]) => kind === 'function' && options.some((text) => /\bsignal\?:/.test(text)),
      )
      .map(([name]) => name);
    expect(stoppable).toContain('synthesise');
    expect(wrapped.toSorted()).toEqual(stoppable.toSorted());
  });

  test('ends a synthesis, and the same cell goes on with it', async () => {
    const cell = (onProgress: string) => `
      import { goproLargeAll, synthesise, writeMiniatureGopro } from 'bmdsrnet';
      const { largeAll } = await writeMiniatureGopro('gopro', { frames: 60, width: 48, height: 48 });
      const windows = await goproLargeAll(largeAll, { split: 'train', scale: 2, stride: 1 });
      (await synthesise(windows, 'set', { onProgress: (done, total) => { ${onProgress} } })).length`;
    const id = repl.start(cell('console.log(done)'));
    await repl.until('stream', (message) => message.parent?.msg_id === id);
    repl.interrupt();
    const { outcome, stdout } = await repl.ended(id);
    expect(outcome).toMatchObject({ status: 'error', ename: 'Interrupted' });
    const done = stdout.trim().split('\n').length;
    expect(done).toBeLessThan(54);
    const again = await repl.run(cell('globalThis.first ??= done'));
    expect(again.result).toBe('54');
    expect(Number((await repl.run('first')).result)).toBeGreaterThanOrEqual(done);
  });
});
