// Our sources in one bundle for the benches, which look deeper than the library that cells import.
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './report.mjs';

const EXPORTS = `
  export * from './src/kernel/bmdsrnet/networks';
  export { RECIPES } from './src/kernel/bmdsrnet/training/recipes';
  export { stepFunction, stepScalars } from './src/kernel/bmdsrnet/training/stepFunction';
  export { objectiveOf } from './src/kernel/bmdsrnet/training/objective';
  export { assignFlat, flatten } from './src/kernel/bmdsrnet/training/flat';
  export { restoreOnly } from './src/kernel/bmdsrnet/evaluation/restore';
  export { startCompute } from './src/kernel/compute';
  export { compile } from './src/kernel/compute/compiler';
  export * as tf from '@tensorflow/tfjs';
`;

let loaded;

/** The bundle, built once a process, and the backend that it computes on (BMDSRNET_BACKEND, BMDSRNET_THREADS). */
export function loadLibrary() {
  loaded ??= load();
  return loaded;
}

async function load() {
  const outfile = path.join(root, 'dist', 'kernel', `bench-${process.pid}.js`);
  await esbuild.build({
    stdin: { contents: EXPORTS, resolveDir: root, loader: 'ts' },
    ...{ outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' },
    external: ['esbuild', 'sharp', 'webgpu', '@tensorflow/*', 'onnxruntime-node', 'typescript'],
  });
  try {
    const library = createRequire(outfile)(outfile);
    const choice = await library.startCompute();
    return { library: { ...library, threads: choice.threads }, choice };
  } finally {
    rmSync(outfile);
  }
}
