import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(__filename);

/**
 * The pthread worker that tfjs-backend-wasm ships as a string, as a module of its own. A `data:` URL needs no
 * file, so it is the same in a bundle, in a test and in a read-only installation.
 * @param folder `wasm-out` of the installed package
 */
export function pthreadWorkerUrl(folder: string): URL {
  const shipped: { wasmWorkerContents: string } = require(
    path.join(folder, 'tfjs-backend-wasm-threaded-simd.worker.js'),
  );
  const file = JSON.stringify(path.join(folder, 'tfjs-backend-wasm-threaded-simd.worker.js'));
  const source = [
    `import { createRequire } from 'node:module';`,
    `const __filename = ${file}, require = createRequire(__filename);`,
    // The string was meant for a Blob, whose escapes are one level deeper.
    shipped.wasmWorkerContents.replace(/\n/g, '\\n'),
  ].join('\n');
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}
