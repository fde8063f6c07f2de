import { afterAll, expect, test } from 'vitest';
import { Repl } from './repl';

const repl = new Repl();
afterAll(() => repl.close());

test('a value is shown, undefined is not', async () => {
  expect((await repl.run('1 + 1')).result).toBe('2');
  expect((await repl.run('const a: number = 3')).result).toBeUndefined();
  expect((await repl.run('console.log("x"); a')).result).toBe('3');
  expect((await repl.run('throw new Error("k")')).outcome).toMatchObject({ ename: 'Error', evalue: 'k' });
});
