// The cells of each sample notebook as one module, checked against the library's own types: `node scripts/notebookTypes.mjs`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './lib/run.mjs';

const folder = path.join(root, 'notebooks');
const modules = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => [path.join(folder, `${name}.ts`), moduleOf(path.join(folder, name))]),
);

const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const checked = {
  ...options,
  ...{ types: ['node'], incremental: false, noEmit: true },
  // What a cell declares another may use, or the reader.
  ...{ noUnusedLocals: false, noUnusedParameters: false },
  paths: { bmdsrnet: [path.join(root, 'src', 'kernel', 'session', 'library.ts')] },
};
const host = ts.createCompilerHost(checked);
const { getSourceFile, fileExists } = host;
host.fileExists = (name) => modules.has(name) || fileExists(name);
host.getSourceFile = (name, version) =>
  modules.has(name) ? ts.createSourceFile(name, modules.get(name), version) : getSourceFile(name, version);

const program = ts.createProgram([...modules.keys()], checked, host);
/** A later cell may declare or import a name again. */
const DECLARED_AGAIN = new Set([2300, 2451]);
const diagnostics = [...modules.keys()]
  .flatMap((name) => {
    const file = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  })
  .filter(({ code }) => !DECLARED_AGAIN.has(code));
if (diagnostics.length > 0) console.error(ts.formatDiagnostics(diagnostics, host));
process.exitCode = diagnostics.length > 0 ? 1 : 0;

/** Cells run one after the other and share their names. */
function moduleOf(notebook) {
  const { cells } = JSON.parse(readFileSync(notebook, 'utf8'));
  const code = cells
    .filter(({ cell_type }) => cell_type === 'code')
    .map(({ source }) => [source].flat().join(''));
  return `${code.join('\n;\n')}\nexport {};\n`;
}
