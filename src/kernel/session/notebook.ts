import path from 'node:path';
import { metaOf } from './localModules';
import type { Modules } from './modules';
import { installRuntime } from './runtime';

/** Gives cells what a module file in the notebook's folder would have: `require`, `__dirname`, `import.meta`. */
export function installNotebook(modules: Modules, folder: string): void {
  // Jupyter Server names the notebook in its own variable.
  const name = process.env.BMDSRNET_NOTEBOOK ?? process.env.JPY_SESSION_NAME ?? 'notebook.ipynb';
  const file = path.resolve(folder, path.basename(name));
  const globals = { require: modules.packages.createRequire(), __filename: file, __dirname: folder };
  for (const [key, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, key, { value, writable: true, configurable: true });
  }
  installRuntime(modules, Object.freeze(metaOf(file)));
}
