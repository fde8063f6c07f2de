import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Repl } from './repl';

const repl = new Repl();
afterAll(() => repl.close());

function write(name: string, text: string): void {
  const file = path.join(repl.folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function value(code: string): Promise<string | undefined> {
  const { outcome, result } = await repl.run(code);
  expect(outcome).toEqual({ status: 'ok', userExpressions: {} });
  return result;
}

beforeAll(() => {
  write(
    'node_modules/esm-only/package.json',
    '{ "name": "esm-only", "exports": { "import": "./index.mjs" } }',
  );
  write('node_modules/esm-only/index.mjs', 'export const kind = "esm"; export default 1');
  write('node_modules/@scope/cjs/package.json', '{ "name": "@scope/cjs", "main": "main.js" }');
  write(
    'node_modules/@scope/cjs/main.js',
    'exports.kind = "cjs"; exports.tf = () => require("@tensorflow/tfjs")',
  );
  write('data.json', '{ "rows": [1, 2] }');
  write('plain.js', 'export const js = 1');
  write('old.cjs', 'module.exports = { old: require("./older.cjs") }');
  write('older.cjs', 'module.exports = 1');
  write(
    'folder/index.ts',
    "export { shared as again } from '../shared'; export const where = import.meta.dirname;",
  );
  write(
    'shared.ts',
    'export const shared = { made: Math.random() }; export let count = 0; export const add = () => ++count;',
  );
  write(
    'slow.ts',
    'export const waited = await new Promise<string>((done) => setTimeout(done, 5, "waited"));',
  );
  write(
    'even.ts',
    "import { odd } from './odd'; export const even = (n: number): boolean => n === 0 || odd(n - 1);",
  );
  write(
    'odd.ts',
    "import { even } from './even.js'; export const odd = (n: number): boolean => n !== 0 && even(n - 1);",
  );
  write('types.ts', 'export interface Size { w: number } export const size: Size = { w: 3 };');
});

describe('imports', () => {
  test.each([
    ['import fs from "node:fs"; typeof fs.readFileSync', "'function'"],
    ['import { basename as base } from "path"; base("/a/b")', "'b'"],
    ['import * as os from "node:os"; typeof os.cpus', "'function'"],
    ['import one, { kind } from "esm-only"; [one, kind]', "[ 1, 'esm' ]"],
    ['import { kind as k2 } from "@scope/cjs"; k2', "'cjs'"],
    ['(await import("@scope/cjs")).default.kind', "'cjs'"],
    ['import rows from "./data.json" with { type: "json" }; rows', '{ rows: [ 1, 2 ] }'],
    ['import { js } from "./plain"; js', '1'],
    ['import old from "./old.cjs"; old', '{ old: 1 }'],
    [
      'import { again, where } from "./folder"; import { shared } from "./shared.ts"; [again === shared, where.endsWith("folder")]',
      '[ true, true ]',
    ],
    ['import { waited } from "./slow"; waited', "'waited'"],
    ['import { even } from "./even"; even(10)', 'true'],
    ['import { size, Size } from "./types"; const s2: Size = size; s2.w', '3'],
    [
      'console.log("first"); usesLater(); import { basename as later } from "node:path"; function usesLater() { later("x") } 1',
      '1',
    ],
    ['import "./plain.js"; export const exported = 2; export { exported as other }; exported', '2'],
  ])('%s', async (code, result) => {
    expect(await value(code)).toBe(result);
  });

  test('names stay for later cells and may be imported again', async () => {
    await value('import { basename } from "node:path"');
    await value('import { dirname as basename } from "node:path"');
    expect(await value('basename("/a/b")')).toBe("'/a'");
  });

  test('module state is kept until a file that it depends on is edited', async () => {
    await value('import { add } from "./shared"; add()');
    expect(await value('(await import("./shared")).count')).toBe('1');
    write('leaf.ts', 'export const leaf = 1');
    write('stem.ts', 'export * from "./leaf"; export const stem = 1');
    expect(await value('import { leaf } from "./stem"; leaf')).toBe('1');
    write('leaf.ts', 'export const leaf = 22');
    expect(await value('import { leaf } from "./stem"; leaf')).toBe('22');
    expect(await value('(await import("./shared")).count')).toBe('1');
    write('older.cjs', 'module.exports = 5');
    expect(await value('import old from "./old.cjs"; old')).toBe('{ old: 5 }');
  });

  test('a file that was broken can be imported once it is mended', async () => {
    write('mend.ts', 'export const = 1');
    expect((await repl.run('import { mended } from "./mend"')).outcome.status).toBe('error');
    write('mend.ts', 'export const mended = 1');
    expect(await value('import { mended } from "./mend"; mended')).toBe('1');
  });

  test('what is missing is named, with what to do', async () => {
    const evalue = async (code: string) => (await repl.run(code)).outcome;
    const install = `npm install no-such-package`;
    expect(await evalue('import x from "no-such-package/deep"')).toMatchObject({
      evalue: expect.stringContaining(install),
    });
    expect(await evalue('require("no-such-package")')).toMatchObject({
      evalue: expect.stringContaining(install),
    });
    expect(await evalue('import x from "./nowhere"')).toMatchObject({
      evalue: expect.stringContaining("Cannot find module './nowhere'"),
    });
    expect(await evalue('import { nope } from "node:path"; nope()')).toMatchObject({
      ename: 'SyntaxError',
      evalue: expect.stringContaining("'nope'"),
    });
  });

  test('there is one TensorFlow.js, also in local files and packages', async () => {
    write(
      'uses-tf.ts',
      "import * as tf from '@tensorflow/tfjs'; import { add } from '@tensorflow/tfjs-core'; export { tf, add };",
    );
    write('node_modules/esm-tf/package.json', '{ "name": "esm-tf", "exports": "./i.mjs" }');
    write(
      'node_modules/esm-tf/i.mjs',
      'import * as tf from "@tensorflow/tfjs"; export const engine = tf.engine',
    );
    write('node_modules/@tensorflow/tfjs/package.json', '{ "name": "@tensorflow/tfjs", "main": "x.js" }');
    write('node_modules/@tensorflow/tfjs/x.js', 'throw new Error("the copy of the notebook folder")');
    const same = await value(`
      import * as tf from '@tensorflow/tfjs';
      import { tf as fromFile, add as addInFile } from './uses-tf';
      import { tf as fromPackage } from '@scope/cjs';
      import { engine } from 'esm-tf';
      [tf.engine === fromFile.engine, tf.add === addInFile, fromPackage().engine === tf.engine, engine === tf.engine]`);
    expect(same).toBe('[ true, true, true, true ]');
    expect(await value("await tf.setBackend('cpu'); tf.tensor([[1, 2], [3, 5]])")).toBe(
      'Tensor float32 [2, 2]: 4 values, min 1, max 5, mean 2.75\n[ [ 1, 2 ], [ 3, 5 ] ]',
    );
    write(
      'node_modules/@tensorflow/tfjs-vis/package.json',
      '{ "name": "@tensorflow/tfjs-vis", "main": "x.js" }',
    );
    write('node_modules/@tensorflow/tfjs-vis/x.js', "exports.engine = require('@tensorflow/tfjs').engine");
    const part = "import { engine as visEngine } from '@tensorflow/tfjs-vis'; visEngine === tf.engine";
    expect(await value(part)).toBe('true');
    expect((await repl.run("import '@tensorflow/tfjs-none'")).outcome).toMatchObject({
      evalue: expect.stringContaining('npm install @tensorflow/tfjs-none'),
    });
    expect(await value('({ inner: tf.zeros([8, 8]) })')).toBe('{ inner: Tensor float32 [8, 8] }');
  });
});

test('require can not wait for the backend: it says so, and networks run on the chosen one all the same', async () => {
  const fresh = new Repl();
  try {
    const { stderr } = await fresh.run(
      "const { createBMDSRNet, loadWeights, restore, saveWeights, tf } = require('bmdsrnet')",
    );
    expect(stderr).toMatch(/can't wait until the compute backend is chosen.*Write `import` instead/s);
    const { outcome, result } = await fresh.run(`
      const net = createBMDSRNet({ preset: 'tiny', scale: 2 });
      const image = { width: 4, height: 4, data: new Float32Array(48).fill(0.5) };
      const { output } = await restore(net, image);
      const other = createBMDSRNet({ preset: 'tiny', scale: 2, seed: 2 });
      await saveWeights(net, 'net.safetensors');
      await loadWeights(other, 'net.safetensors');
      const again = await restore(other, image);
      [output.width, again.output.data.every((value, i) => value === output.data[i]), tf.getBackend() === 'cpu']`);
    expect(outcome).toEqual({ status: 'ok', userExpressions: {} });
    expect(result).toBe('[ 8, true, false ]');
    expect((await fresh.run("require('bmdsrnet')")).stderr).toBe('');
  } finally {
    await fresh.close();
  }
});
