// Bundles the three sides: dist/extension (VS Code host), dist/kernel (Node), dist/renderers (webview); beside the kernel
// lies what it says about the library's functions when asked for help.

import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { libraryDocumentation } from './lib/documentation/library.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const watch = process.argv.includes('--watch');
const src = (...parts) => path.join(root, 'src', ...parts);
const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: true,
  logLevel: 'warning',
  legalComments: 'none',
};
const present = (files) => files.filter((file) => existsSync(file));

// Native and large packages stay in node_modules: a bundle must never hold a second tfjs engine.
const external = ['vscode', 'esbuild', 'sharp', 'webgpu', '@tensorflow/*', 'onnxruntime-node', 'typescript'];

const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', external };
const builds = [
  {
    ...node,
    entryPoints: present([src('extension', 'extension.ts')]),
    outdir: path.join(root, 'dist/extension'),
  },
  {
    ...node,
    // One bundle a process or thread, plus the library that cells import; entry points end in `.main.ts`.
    entryPoints: readdirSync(src('kernel'), { recursive: true })
      .filter((file) => file.endsWith('.main.ts'))
      .map((file) => ({ in: src('kernel', file), out: path.basename(file, '.main.ts') })),
    outdir: path.join(root, 'dist/kernel'),
  },
  {
    ...common,
    platform: 'browser',
    format: 'esm',
    target: 'chrome120',
    minify: !watch,
    define: { global: 'globalThis' },
    loader: { '.css': 'text' },
    external: ['maplibre-gl/dist/maplibre-gl.css'], // asked for only by plotly's map traces, which are not in the bundle
    entryPoints: readdirSync(src('renderers'))
      .filter((file) => file.endsWith('.main.ts'))
      .map((file) => ({ in: src('renderers', file), out: file.replace('.main.ts', '') })),
    outdir: path.join(root, 'dist/renderers'),
  },
];

if (!watch) rmSync(path.join(root, 'dist'), { recursive: true, force: true });
for (const options of builds.filter((build) => build.entryPoints.length > 0)) {
  if (watch) await (await esbuild.context(options)).watch();
  else await esbuild.build(options);
}
const documentation = libraryDocumentation().map(({ name, ...entry }) => [name, entry]);
writeFileSync(
  path.join(root, 'dist/kernel/documentation.json'),
  JSON.stringify(Object.fromEntries(documentation)),
);
if (watch) console.log('watching');
