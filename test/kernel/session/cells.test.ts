import { afterAll, describe, expect, test } from 'vitest';
import { Repl } from './repl';

const repl = new Repl();
afterAll(() => repl.close());

/** The result of a cell that must end well. */
async function value(code: string): Promise<string | undefined> {
  const { outcome, result } = await repl.run(code);
  expect(outcome).toEqual({ status: 'ok', userExpressions: {} });
  return result;
}

describe('values', () => {
  test('the last expression is shown, undefined is not', async () => {
    expect(await value('1 + 1')).toBe('2');
    expect(await value('const shown: number = 3')).toBeUndefined();
    expect(await value('shown')).toBe('3');
    expect(await value('if (shown > 2) { "yes" }')).toBe("'yes'");
    expect(await value('{ a: 1, b: "x" }')).toBe("{ a: 1, b: 'x' }");
    expect(await value('NaN')).toBe('NaN');
    expect(await value('10n ** 20n')).toBe('100000000000000000000n');
    expect(await value('null')).toBe('null');
    expect(await value('"use strict"')).toBe("'use strict'");
    expect(await value('shown; const after = 1')).toBeUndefined();
    expect(await value('for (let i = 0; i < 3; i++) { i }')).toBeUndefined();
  });

  test('a promise is awaited', async () => {
    expect(await value('await Promise.resolve(6)')).toBe('6');
    expect(await value('Promise.resolve(7)')).toBe('7');
    expect(
      await value('const late = new Promise<number>((done) => setTimeout(done, 5, 8)); await late'),
    ).toBe('8');
  });

  test('objects keep their identity between cells', async () => {
    await value('const box = { n: 1 }; globalThis.sameBox = box; box');
    expect(await value('(globalThis as { sameBox?: unknown }).sameBox === box')).toBe('true');
  });

  test('an object may say how it is shown', async () => {
    const { messages } = await repl.run(
      `({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/plain': 'plain', 'text/html': '<b>rich</b>' }) })`,
    );
    expect(messages).toContainEqual(
      expect.objectContaining({
        type: 'result',
        data: { 'text/plain': 'plain', 'text/html': '<b>rich</b>' },
      }),
    );
  });

  test('display shows a value before the cell ends', async () => {
    const { messages } = await repl.run('display([1, 2]); 5');
    expect(messages.map(({ type }) => type)).toEqual(['display', 'result', 'executed']);
  });
});

describe('declarations', () => {
  test.each([
    ['const x = 1', 'const x = 2; x', '2'],
    ['let x = 1', 'const x = 3; x', '3'],
    ['const x = 1', 'function x() { return 4 } x()', '4'],
    ['function x() {}', 'class x { five = 5 } new x().five', '5'],
    ['class x {}', 'var x = 6; x', '6'],
    ['var x = 1', 'enum x { Seven = 7 } x.Seven', '7'],
    ['enum x { A }', 'namespace x { export const eight = 8 } x.eight', '8'],
    ['namespace x { export const a = 1 }', 'const { x } = { x: 9 }; x', '9'],
    ['const x = (() => { throw 1 })()', 'const x = 10; x', '10'],
    ['let x = 1', 'for (var x = 0; x < 11; x++) {} x', '11'],
  ])('%s, then %s', async (first, second, result) => {
    await repl.run(first);
    expect(await value(second)).toBe(result);
  });

  test('closures see the new value', async () => {
    await value('const base = 1; const addBase = (n: number) => n + base');
    await value('const base = 100');
    expect(await value('addBase(1)')).toBe('101');
  });

  test('functions work before their line and know themselves', async () => {
    expect(
      await value(
        'const f5 = factorial(5); function factorial(n: number): number { return n < 2 ? 1 : n * factorial(n - 1) } f5',
      ),
    ).toBe('120');
  });

  test('cells are strict, as modules are', async () => {
    const { outcome } = await repl.run('undeclaredName = 1');
    expect(outcome).toMatchObject({
      status: 'error',
      ename: 'ReferenceError',
      evalue: 'undeclaredName is not defined',
    });
  });
});

describe('TypeScript', () => {
  test.each([
    ['interface P { x: number } const p = { x: 1 } satisfies P; (p as P).x', '1'],
    ['const enum Level { Low = 1, High = 2 } [Level.Low, Level.High]', '[ 1, 2 ]'],
    ['function pick<T>(a: T): T { return a } pick<number>(3)', '3'],
    [
      'abstract class Shape { abstract area(): number } class Sq extends Shape { constructor(private s: number) { super() } area() { return this.s ** 2 } } new Sq(3).area()',
      '9',
    ],
    [
      `const log: string[] = [];
       function logged(method: (...a: number[]) => number, context: ClassMethodDecoratorContext) {
         log.push(String(context.name));
         return method;
       }
       class Sum { @logged add(a: number, b: number) { return a + b } }
       [new Sum().add(1, 2), log]`,
      "[ 3, [ 'add' ] ]",
    ],
    [
      `const closed: string[] = [];
       { using file = { [Symbol.dispose]() { closed.push('file') } }; await using net = { async [Symbol.asyncDispose]() { closed.push('net') } }; }
       closed`,
      "[ 'net', 'file' ]",
    ],
    ['let y = <any>3; y!', '3'],
    ['import type { Stats } from "node:fs"; const none: Stats | null = null; none', 'null'],
  ])('%s', async (code, result) => {
    if (!('dispose' in Symbol)) {
      await repl.run(
        '(Symbol as any).dispose ??= Symbol("dispose"); (Symbol as any).asyncDispose ??= Symbol("asyncDispose");',
      );
    }
    expect(await value(code)).toBe(result);
  });
});

describe('surroundings', () => {
  test('the notebook folder is the working folder', async () => {
    expect(await value('process.cwd() === __dirname && __filename.startsWith(__dirname)')).toBe('true');
    expect(await value('import.meta.dirname === __dirname')).toBe('true');
    expect(await value('require("node:path").basename("/a/b.c")')).toBe("'b.c'");
  });

  test('cells run in order, one at a time', async () => {
    const ids = [
      'await new Promise((r) => setTimeout(r, 20)); const order = ["a"]',
      'order.push("b")',
      'order',
    ].map((code) => repl.start(code));
    expect((await repl.ended(ids[2]!)).result).toBe("[ 'a', 'b' ]");
  });

  test('a display that never comes can be stopped, and an error that can not be read ends its cell', async () => {
    const id = repl.start(
      'display({ [Symbol.for("Jupyter.display")]: () => new Promise(() => {}) }); console.log("waits")',
    );
    await repl.until('stream', ({ text }) => text.includes('waits'));
    repl.interrupt();
    expect((await repl.ended(id)).outcome).toMatchObject({ status: 'error', ename: 'Interrupted' });
    const { outcome } = await repl.run('throw { get stack() { throw new Error("no") } }');
    expect(outcome).toMatchObject({ status: 'error', ename: 'KernelError' });
    expect(await value('1 + 1')).toBe('2');
  });

  test('silent cells say nothing; user expressions are answered', async () => {
    const silent = await repl.run('console.log("x"); 5', { silent: true });
    expect(silent.messages.map(({ type }) => type)).toEqual(['executed']);
    const { outcome } = await repl.run('const ue = 4', { userExpressions: { twice: 'ue * 2', bad: 'nope' } });
    expect(outcome).toMatchObject({
      userExpressions: {
        twice: { status: 'ok', data: { 'text/plain': '8' } },
        bad: { status: 'error', ename: 'ReferenceError' },
      },
    });
  });
});
