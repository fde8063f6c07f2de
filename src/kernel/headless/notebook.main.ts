import path from 'node:path';
import { parseArgs } from 'node:util';
import { runNotebook } from './runNotebook';

const USAGE = `usage: npm run notebook -- FILE.ipynb [--out FILE.ipynb] [--timeout SECONDS] [--allow-errors]

Runs a notebook cell by cell in the terminal. The executed notebook goes to --out (default: out/ in this folder), its
images to a folder beside it. Exit code 1: a cell failed; 2: it could not be run; 130: stopped with Ctrl-C.`;

function readArguments(): { file: string; out: string; timeoutSeconds?: number; allowErrors: boolean } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, timeout: { type: 'string' }, 'allow-errors': { type: 'boolean' } },
  });
  const [file] = positionals;
  if (!file || positionals.length > 1) throw new Error('name one notebook');
  const out = path.resolve(values.out ?? path.join('out', path.basename(file)));
  if (out === path.resolve(file)) throw new Error('--out must not be the notebook itself');
  const timeoutSeconds = Number(values.timeout);
  if (values.timeout !== undefined && !(timeoutSeconds > 0))
    throw new Error('--timeout needs a number of seconds');
  const allowErrors = values['allow-errors'] ?? false;
  return { file, out, allowErrors, ...(values.timeout === undefined ? {} : { timeoutSeconds }) };
}

async function main(): Promise<number> {
  let args: ReturnType<typeof readArguments>;
  try {
    args = readArguments();
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());
  const run = await runNotebook({
    ...args,
    supervisorScript: path.join(__dirname, 'supervisor.js'),
    node: { command: process.execPath, env: {} },
    screen: { write: (text) => process.stdout.write(text), interactive: process.stdout.isTTY === true },
    signal: stopped.signal,
  });
  const failed = run.cells.filter(({ status }) => status === 'error').length;
  const images =
    run.images.length > 0 ? `, ${run.images.length} images in ${path.dirname(run.images[0]!)}` : '';
  console.log(
    `\n${run.cells.length} cells in ${run.seconds.toFixed(1)} s, ${failed} failed. ${run.out}${images}`,
  );
  if (stopped.signal.aborted) return 130;
  return run.ok ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
