import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const folder = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-onnx-'));
const packages = path.join(folder, 'node_modules');
const runtime = path.join(packages, 'onnxruntime-node');
const program = path.join(folder, 'load.fixture.js');

beforeAll(() =>
  esbuild.build({
    entryPoints: [path.join(__dirname, 'load.fixture.ts')],
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['onnxruntime-node'],
    logLevel: 'error',
  }),
);
beforeEach(() => rmSync(packages, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the bundle prints in a process of its own that ends by itself with code 0. */
const run = () =>
  execFileSync(process.execPath, [program], { cwd: folder, encoding: 'utf8', timeout: 50_000 }).trim();

/** A package whose main file loads its binary as onnxruntime-node's does. */
function installFake(binary?: string): void {
  mkdirSync(runtime, { recursive: true });
  writeFileSync(path.join(runtime, 'package.json'), '{ "name": "onnxruntime-node", "main": "main.js" }');
  writeFileSync(path.join(runtime, 'main.js'), "require('./binding.node');");
  if (binary !== undefined) writeFileSync(path.join(runtime, 'binding.node'), binary);
}

test('a bundle loads the installed runtime, computes, and its process ends by itself', () => {
  symlinkSync(path.resolve(__dirname, '../../../../../node_modules'), packages, 'junction');
  expect(run()).toMatch(/^block size (16|8|null)$/);
});

test('without the package, its binary or a binary that loads, the error says what is missing and what to do', () => {
  expect(run()).toMatch(/is not installed.*npm install onnxruntime-node@\d/);
  installFake();
  expect(run()).toMatch(
    new RegExp(`without its binary for ${process.platform}-${process.arch}.*run eagerly`),
  );
  installFake('no library');
  expect(run()).toMatch(new RegExp(`for ${process.platform}-${process.arch} does not load \\(.+\\)`));
});
