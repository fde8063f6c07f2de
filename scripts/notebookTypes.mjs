// The cells of each sample notebook as one module, checked against the library's own types: `node scripts/notebookTypes.mjs`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './lib/run.mjs';
import { diagnosticsOf, projectOptions, textOf } from './lib/typeCheck.mjs';

const folder = path.join(root, 'notebooks');
const modules = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => [path.join(folder, `${name}.ts`), moduleOf(path.join(folder, name))]),
);

/** A later cell may declare or import a name again. */
const DECLARED_AGAIN = new Set([2300, 2451]);
const diagnostics = diagnosticsOf(modules, {
  ...projectOptions(),
  ...{ types: ['node'], incremental: false, noEmit: true },
  // What a cell declares another may use, or the reader.
  ...{ noUnusedLocals: false, noUnusedParameters: false },
  paths: { bmdsrnet: [path.join(root, 'src', 'kernel', 'session', 'library.ts')] },
}).filter(({ code }) => !DECLARED_AGAIN.has(code));
if (diagnostics.length > 0) console.error(textOf(diagnostics));
process.exitCode = diagnostics.length > 0 ? 1 : 0;

/** Cells run one after the other and share their names. */
function moduleOf(notebook) {
  const { cells } = JSON.parse(readFileSync(notebook, 'utf8'));
  const code = cells
    .filter(({ cell_type }) => cell_type === 'code')
    .map(({ source }) => [source].flat().join(''));
  return `${code.join('\n;\n')}\nexport {};\n`;
}
