// Types, lint, format, import boundaries and documentation; every part runs even when an earlier one failed.
import path from 'node:path';
import { npmBin, root, run, secondsSince } from './lib/run.mjs';

const parts = [
  ['types (Node, VS Code)', npmBin('tsc'), ['-p', 'tsconfig.json']],
  ['types (webview)', npmBin('tsc'), ['-p', 'src/renderers/tsconfig.json']],
  [
    'types (cells of the sample notebooks)',
    process.execPath,
    [path.join(root, 'scripts', 'notebookTypes.mjs')],
  ],
  ['lint and format', npmBin('biome'), ['check', '--error-on-warnings', '.']],
  ['import boundaries', npmBin('depcruise'), ['src', '--config', '.dependency-cruiser.cjs']],
  ['documentation', process.execPath, [path.join(root, 'scripts', 'docs.mjs'), '--check']],
];

let failed = 0;
for (const [title, command, args] of parts) {
  const mark = performance.now();
  const code = await run(command, args);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${title} (${secondsSince(mark)})`);
  if (code !== 0) failed++;
}
process.exitCode = failed > 0 ? 1 : 0;
