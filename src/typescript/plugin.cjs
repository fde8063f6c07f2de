// A plugin of TypeScript's language server, which VS Code loads for the cells of notebooks: without it nothing is known of
// `bmdsrnet`, because only the kernel holds it. It answers with the declarations of the package, or in a checkout
// with the sources.
const { existsSync, realpathSync } = require('node:fs');
const path = require('node:path');

const LIBRARY = 'bmdsrnet';
/** In the names that VS Code gives cells. */
const CELL = 'vscode-notebook-cell';
const TFJS = /^@tensorflow\/tfjs(-|\/|$)/;
// In the package this lies in `node_modules`, in a checkout in `src`, behind a link from there.
const root = path.resolve(realpathSync(__dirname), '..', '..');
const library = [
  path.join(root, 'dist', 'types', 'index.d.ts'),
  path.join(root, 'src', 'kernel', 'session', 'library.ts'),
].find((file) => existsSync(file));

module.exports = ({ typescript: ts }) => ({
  create({ languageService, languageServiceHost: host }) {
    const resolve = host.resolveModuleNameLiterals?.bind(host);
    if (!resolve || !library) return languageService;
    const ours = (name, from, options) => {
      if (name === LIBRARY) return fileNamed(library);
      // The kernel gives cells its own copy of TensorFlow.js; a project without it should hear that it lacks it.
      const isCells = TFJS.test(name) && from.includes(CELL);
      return isCells ? ts.resolveModuleName(name, library, options, host).resolvedModule : undefined;
    };
    host.resolveModuleNameLiterals = (literals, from, redirect, options, ...rest) =>
      resolve(literals, from, redirect, options, ...rest).map((found, i) => {
        if (found.resolvedModule) return found;
        const resolvedModule = ours(literals[i].text, from, options);
        return resolvedModule ? { ...found, resolvedModule } : found;
      });
    return languageService;
  },
});

const fileNamed = (resolvedFileName) => ({
  resolvedFileName,
  extension: resolvedFileName.endsWith('.d.ts') ? '.d.ts' : '.ts',
  isExternalLibraryImport: false,
});
