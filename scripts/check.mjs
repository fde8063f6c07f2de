// Types, lint, format and import boundaries; every part runs even when an earlier one failed.
import { npmBin, run, secondsSince } from './lib/run.mjs';

const parts = [
  ['types (Node, VS Code)', 'tsc', ['-p', 'tsconfig.json']],
  ['types (webview)', 'tsc', ['-p', 'src/renderers/tsconfig.json']],
  ['lint and format', 'biome', ['check', '--error-on-warnings', '.']],
  ['import boundaries', 'depcruise', ['src', '--config', '.dependency-cruiser.cjs']],
];

let failed = 0;
for (const [title, command, args] of parts) {
  const mark = performance.now();
  const code = await run(npmBin(command), args);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${title} (${secondsSince(mark)})`);
  if (code !== 0) failed++;
}
process.exitCode = failed > 0 ? 1 : 0;
