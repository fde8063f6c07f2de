// From a fresh clone to the quick-start notebook: install, build, run it in the terminal, then serve it in VS Code.
// `npm start -- --once` stops after the run; its exit code is 0 only if every cell succeeded.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, run, secondsSince } from './lib/run.mjs';
import { build, setup } from './setup.mjs';

const once = process.argv.includes('--once');
const notebook = path.join(root, 'notebooks', '01-quick-start.ipynb');
const out = path.join(root, 'out', '01-quick-start.ipynb');

try {
  const mark = performance.now();
  await setup();
  await build();
  // A result of an earlier run must not pass for one of this run.
  rmSync(out, { force: true });
  mkdirSync(path.dirname(out), { recursive: true });
  const code = await run(process.execPath, [
    path.join(root, 'dist', 'kernel', 'notebook.js'),
    notebook,
    '--out',
    out,
  ]);
  if (code === 0) console.log(`\n${resultsTable(out)}\n`);
  console.log(
    `${code === 0 ? 'Done' : 'Failed'} after ${secondsSince(mark)}. Executed notebook and images: ${path.relative(process.cwd(), path.dirname(out)) || '.'}${path.sep}`,
  );
  if (once) process.exitCode = code;
  else await serve();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** Text of the last metrics table of an executed notebook. */
function resultsTable(file) {
  const tables = JSON.parse(readFileSync(file, 'utf8'))
    .cells.flatMap((cell) => cell.outputs ?? [])
    .filter((output) => output.data?.['application/vnd.bmdsrnet.metrics.v1+json']);
  return [tables.at(-1)?.data['text/plain'] ?? 'The notebook printed no metrics table.'].flat().join('');
}

async function serve() {
  const { openInDesktop, serveNotebook } = await import('./vscode/serve.mjs');
  if (await openInDesktop({ notebook })) return;
  await serveNotebook({ notebook });
}
