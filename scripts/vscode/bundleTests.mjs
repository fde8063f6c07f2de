// Bundles test/vscode for the extension host, which loads CommonJS files only.

import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Bundles the tests and returns their entry, which exports `run()`. */
export async function bundleTests() {
  if (!existsSync(path.join(root, 'dist/extension/extension.js'))) {
    throw new Error('The extension is not built. Run: npm run build');
  }
  const source = path.join(root, 'test/vscode');
  const outdir = path.join(root, 'out/test-vscode');
  rmSync(outdir, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: readdirSync(source)
      .filter((name) => name === 'index.ts' || name.endsWith('.test.ts'))
      .map((name) => path.join(source, name)),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'sharp', '@tensorflow/*'],
    outdir,
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}
