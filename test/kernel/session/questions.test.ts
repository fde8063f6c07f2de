import { afterAll, describe, expect, test } from 'vitest';
import { Repl } from './repl';

const repl = new Repl();
afterAll(() => repl.close());

describe('is_complete', () => {
  test.each([
    ['const a = 1', 'complete'],
    ['for (const x of [1]) {\n  x;\n}', 'complete'],
    ['f<number>(3) as Foo', 'complete'],
    ['await f()', 'complete'],
    ['enum A { B }', 'complete'],
    ['function f() {', 'incomplete'],
    ['const s = `abc', 'incomplete'],
    ['`a${b', 'incomplete'],
    ['1 +', 'incomplete'],
    ['list.map((x) =>', 'incomplete'],
    ['/* open', 'incomplete'],
    ['if (x)', 'incomplete'],
    ['type X = {', 'incomplete'],
    [')', 'invalid'],
    ['const = 3', 'invalid'],
    ['import = 7q', 'invalid'],
    ["'abc", 'invalid'],
  ])('%j is %s', async (code, status) => {
    expect(await repl.request('isComplete', { code })).toMatchObject({ status });
  });

  test('the next line is indented', async () => {
    expect(await repl.request('isComplete', { code: '  if (x) {' })).toEqual({
      status: 'incomplete',
      indent: '    ',
    });
  });
});

describe('complete and inspect', () => {
  test('know the values that exist and run nothing', async () => {
    await repl.run(`
      const model = { alpha: 1, beta: { gamma: 2 }, get danger() { globalThis.touched = true; return {} } };
      class Net { train(rate: number) { return rate } }
      const net = new Net();
      const proxy = new Proxy({}, { ownKeys() { globalThis.touched = true; return [] } });
      function restore(image: string, scale = 4) { return image }`);
    const matches = async (code: string) =>
      (await repl.request('complete', { code, cursor: [...code].length })).matches;
    expect(await matches('model.')).toEqual(['alpha', 'beta', 'danger']);
    expect(await matches('1 + model.beta.ga')).toEqual(['gamma']);
    expect(await matches('net.tr')).toEqual(['train']);
    expect(await matches('model.danger.')).toEqual([]);
    expect(await matches('proxy.')).toEqual([]);
    expect(await matches('f().al')).toEqual([]);
    expect(await matches('mode')).toEqual(['model']);
    expect(await matches('__ker')).toEqual([]);
    expect((await repl.run('"touched" in globalThis')).result).toBe('false');
    expect(await repl.request('complete', { code: '"🙂"; mod', cursor: 8 })).toMatchObject({
      cursor_start: 5,
      cursor_end: 8,
    });
  });

  test('inspect tells kind and value', async () => {
    const text = async (code: string) => (await repl.request('inspect', { code, cursor: code.length })).data;
    expect(await text('model.beta')).toEqual({ 'text/plain': 'Object\n{ gamma: 2 }' });
    expect(await text('net')).toEqual({ 'text/plain': 'Net\nNet {}' });
    expect(await text('restore')).toEqual({ 'text/plain': 'function\nfunction (image, scale = 4)' });
    expect(await repl.request('inspect', { code: 'nothing', cursor: 3 })).toEqual({
      status: 'ok',
      found: false,
      data: {},
      metadata: {},
    });
  });

  test("inspect shows the library's own documentation, whatever a cell calls it", async () => {
    const help = async (code: string) => {
      const { data } = await repl.request('inspect', { code, cursor: code.length });
      return data as Record<string, string>;
    };
    const cell = "import { goproLargeAll, restore as mend, show } from 'bmdsrnet'; goproLargeAll";
    const before = await help(cell);
    expect(before['text/plain']).toMatch(
      /^function goproLargeAll\(folder: string, options: GoproLargeAllOptions\)/,
    );
    expect((await repl.run(cell)).outcome.status).toBe('ok');
    expect(await help('goproLargeAll')).toEqual(before);
    expect(before['text/plain']).toContain('3,231 and 1,744 samples');
    expect(before['text/plain']).toMatch(/interface WindowOptions \{\n[\s\S]*stride\?: number;/);
    expect((await help('const x = await mend'))['text/markdown']).toMatch(
      /^```ts\nfunction restore\([\s\S]*Deblurs and super-resolves[\s\S]*\n\n@throws [\s\S]*overlap\?: number/,
    );
    expect((await help('show.frames'))['text/plain']).toMatch(
      /^function show\.frames\([\s\S]*interface FramesOptions/,
    );
    // A function of the user's that has the same name is the user's.
    await repl.run('const train = (mine: number) => mine');
    expect(await help('train')).toEqual({ 'text/plain': 'function\n(mine)' });
  });

  test('are answered while a cell waits', async () => {
    const id = repl.start('await new Promise((done) => { globalThis.finish = done })');
    expect(await repl.request('isComplete', { code: '1' })).toEqual({ status: 'complete' });
    repl.interrupt();
    await repl.ended(id);
  });
});
