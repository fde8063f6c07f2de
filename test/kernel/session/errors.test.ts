import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ErrorContent } from '../../../src/kernel/protocol';
import { Repl } from './repl';

const repl = new Repl();
afterAll(() => repl.close());

async function failure(code: string): Promise<{ ename: string; evalue: string; text: string }> {
  const { outcome } = await repl.run(code, { executionCount: 7 });
  if (outcome.status !== 'error') throw new Error('the cell ended well');
  return plain(outcome);
}

const plain = ({ ename, evalue, traceback }: ErrorContent) => ({
  ename,
  evalue,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI colours start with ESC
  text: traceback.join('\n').replace(/\u001b\[\d+m/g, ''),
});

describe('errors', () => {
  test('name the line and column of the cell, in every frame', async () => {
    const { ename, evalue, text } = await failure(
      [
        'interface Unused { a: 1 }',
        'function inner(n: number): never {',
        "  throw new RangeError('bad ' + n);",
        '}',
        '',
        'const go = () => inner(3);',
        '  go();',
      ].join('\n'),
    );
    expect([ename, evalue]).toEqual(['RangeError', 'bad 3']);
    expect(text).toBe(
      `Cell In[7], line 7, column 3
      5 
      6 const go = () => inner(3);
----> 7   go();
          ^

Cell In[7], line 6, column 18, in go
      4 }
      5 
----> 6 const go = () => inner(3);
                         ^
      7   go();

Cell In[7], line 3, column 9, in inner
      1 interface Unused { a: 1 }
      2 function inner(n: number): never {
----> 3   throw new RangeError('bad ' + n);
                ^
      4 }
      5

RangeError: bad 3`.replace(/ +$/gm, ''),
    );
  });

  test('after an await, in a loop, behind type arguments', async () => {
    const { text } = await failure(
      [
        'const list: Array<number> = [1];',
        'for (const n of list) {',
        '  await null;',
        '  missing(n);',
        '}',
      ].join('\n'),
    );
    expect(text).toContain('line 4, column 3');
  });

  test('stack texts that user code prints are mapped as well', async () => {
    const { stdout } = await repl.run('type T = 1;\ntype U = 2;\nconsole.log(new Error("here").stack)', {
      executionCount: 8,
    });
    expect(stdout).toBe('Error: here\n    at Cell [8]:3:13\n');
  });

  test.each([
    ['const = 3', 'line 1, column 7', 'Expected identifier'],
    ['let a = 1;\nlet s: string = `abc', 'line 2, column 21', 'Unterminated'],
    ['let twice = 1;\n\nlet twice = 2', 'line 3, column 5', 'already been declared'],
    ['"é" + ü ü', 'line 1, column 9', 'Expected ";"'],
  ])('syntax: %j', async (code, place, message) => {
    const { ename, evalue, text } = await failure(code);
    expect(ename).toBe('SyntaxError');
    expect(evalue).toContain(message);
    expect(text).toContain(`Cell In[7], ${place}`);
  });

  test('causes, parts of an AggregateError, own error classes and other thrown values are shown', async () => {
    expect((await failure('throw new Error("outer", { cause: new TypeError("inner") })')).text).toMatch(
      /Error: outer\n\nCaused by:\n.*TypeError: inner/s,
    );
    expect(
      (await failure('throw new AggregateError([new Error("one"), new Error("two")], "many")')).text,
    ).toMatch(/AggregateError: many.*Error 1 of 2:.*one.*Error 2 of 2:.*two/s);
    expect(await failure('class Mine extends Error {}; throw new Mine("m")')).toMatchObject({
      ename: 'Mine',
      evalue: 'm',
    });
    expect(await failure('throw { code: 5 }')).toMatchObject({ ename: 'Uncaught', evalue: '{ code: 5 }' });
  });

  test('an error in an imported file names its line and the cell that led there', async () => {
    writeFileSync(
      path.join(repl.folder, 'broken.ts'),
      'type Unused = string;\n\nexport function fail(n: number): void {\n  if (n > 0) throw new Error("in file");\n}\n',
    );
    const { text } = await failure("import { fail } from './broken';\n\nfail(1);");
    expect(text).toContain(`File ${path.join(repl.folder, 'broken.ts')}:4, column 20, in fail`);
    expect(text).toContain('Cell In[7], line 3, column 1');
    writeFileSync(path.join(repl.folder, 'wrong.ts'), 'export const a = 1;\nexport const b = = 2;\n');
    expect((await failure("import './wrong'")).text).toContain(
      `File ${path.join(repl.folder, 'wrong.ts')}:2, column 18`,
    );
  });

  test('a late throw or rejection is reported for its cell, and the state lives on', async () => {
    const id = repl.start(
      'const alive = 1; setTimeout(() => { throw new Error("late throw") }, 5); void Promise.reject(new Error("late rejection")); 0',
    );
    await repl.ended(id);
    const thrown = await repl.until('lateError', ({ error }) => error.evalue === 'late throw');
    const rejected = await repl.until('lateError', ({ error }) => error.evalue === 'late rejection');
    expect([thrown.parent?.msg_id, rejected.parent?.msg_id]).toEqual([id, id]);
    expect(plain(thrown.error).text).toContain('line 1, column 43');
    expect((await repl.run('alive')).result).toBe('1');
  });
});
