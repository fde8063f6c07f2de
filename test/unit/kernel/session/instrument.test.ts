import { describe, expect, test } from 'vitest';
import { instrumentCell, instrumentModule } from '../../../../src/kernel/session/instrument';
import { compileCell } from '../../../../src/kernel/session/transpile';

const GUARD = 'if (__kernel__.stop[0] !== 0) __kernel__.guard();';
const cell = (code: string): string =>
  instrumentCell(code)
    .code.replace("'use strict';void 0;", '')
    .replace(/;void 0$/, '');

describe('instrumented code', () => {
  test.each([
    ['const a = 1', 'let a = 1'],
    ['class A {}', 'let A = class A {};'],
    ['b(); function b() {}', 'let b = function () {};b(); '],
    ['export default async function* g() {}', 'let g = async function* () {};'],
    ['let a; export { a as b }', 'let a; '],
    ['import "m"', 'await __kernel__.importStatic("m");'],
    [
      'import d, * as ns from "m"; ns',
      'let ns = await __kernel__.importStatic("m"); let { "default": d } = ns; ns',
    ],
    [
      'import { a as b, "x-y" as c } from "m"; b; o.c',
      'let { "a": b, "x-y": c } = await __kernel__.importStatic("m", ["a"]); b; o.c',
    ],
    [
      'const m = await import("m")',
      'let m = __kernel__.resumed(await __kernel__.hold(__kernel__.importDynamic("m")))',
    ],
    ['import.meta.url', '__kernel__.meta.url'],
    ['x: while (1) continue x', `x: while (1) { ${GUARD} continue x }`],
    [
      'for (const a of b) await a',
      `for (const a of b) { ${GUARD} __kernel__.resumed(await __kernel__.hold(a)) }`,
    ],
    ['var { a, b: [c = 1, ...d] } = o, e', 'let a, c, d, e;void ({ a, b: [c = 1, ...d] } = o, e)'],
    ['for (var i = 0, n; ;) {}', `let i, n;for (i = 0, n; ;) {${GUARD}}`],
  ])('%s', (code, expected) => {
    expect(cell(code)).toBe(expected);
  });

  test('modules keep their syntax', () => {
    expect(instrumentModule('import a from "m"; export const b = a; do {} while (b)').code).toBe(
      `import a from "m"; export const b = a; do {${GUARD}} while (b)`,
    );
  });
});

describe('positions', () => {
  test('every marked place is found again through both maps', async () => {
    const source = [
      'interface Long { a: string; b: number }',
      'enum Kind { A, B }',
      'type T = Array<Long>;',
      "import { mark0 } from 'x';",
      'for (const item of [mark1(1)] as T[]) { if (mark2(item)) mark3(); }',
      '/* é 🙂 */ const after = (mark4 as any)<T>(mark5());',
      'function hoisted<U>(this: void, u: U): U { return mark6(u) }',
      'await mark7(); class C { private x: number = mark8(); }',
    ].join('\n');
    const { code, positions } = await compileCell(source);
    const place = (text: string, mark: string) => {
      const before = text.slice(0, text.lastIndexOf(mark));
      return { line: before.split('\n').length, column: before.length - (before.lastIndexOf('\n') + 1) };
    };
    for (let i = 1; i <= 8; i++)
      expect(positions.toSource(place(code, `mark${i}`))).toEqual(place(source, `mark${i}`));
  });
});
