import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const entry = path.resolve(
  import.meta.dirname,
  '../../../../../src/kernel/bmdsrnet/data/threads/dataWorker.main.ts',
);

/** Bundles the worker of the source under test, as the build does. */
export async function bundleDataWorker(folder: string): Promise<string> {
  const outfile = path.join(folder, 'dataWorker.js');
  // Beside the bundle, sharp would not be found: the bundle is told where it is.
  const sharp = createRequire(import.meta.url).resolve('sharp');
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    outfile,
    plugins: [
      {
        name: 'sharp',
        setup: ({ onResolve }) => onResolve({ filter: /^sharp$/ }, () => ({ path: sharp, external: true })),
      },
    ],
  });
  return outfile;
}
