// node scripts/vscode/serve.mjs FILE.ipynb : the notebook in VS Code with our extension, for people.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endKernels } from './endKernels.mjs';
import { startServer } from './server.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const DESKTOP_START_MS = 20_000;

/**
 * Serves a notebook in VS Code for the browser at a random port of 127.0.0.1, behind a random token, until
 * Ctrl-C; prints the URL that opens it. Nothing is left behind: no process, no user data.
 * @param {{notebook: string}} options
 */
export async function serveNotebook({ notebook }) {
  const state = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-serve-'));
  const runtime = path.join(state, 'k');
  const stopped = untilStopped();
  let server;
  try {
    server = await startServer({
      state,
      folder: path.dirname(path.resolve(notebook)),
      extensions: [root],
      env: { BMDSRNET_RUNTIME_DIR: runtime },
    });
    const url = server.url([['openFile', server.remote(notebook)]]);
    console.log(
      `\n${path.basename(notebook)} in VS Code:\n\n  ${url}\n\nThe address works on this machine only. Ctrl-C ends it.`,
    );
    await stopped;
    console.log('\nEnding VS Code and its kernels.');
  } finally {
    await server?.stop();
    await endKernels(runtime);
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Opens a notebook in desktop VS Code where its `code` command is on PATH.
 * @param {{notebook: string}} options
 * @returns {Promise<boolean>} false where there is none, or it can't open a window here (root, no display)
 */
export async function openInDesktop({ notebook }) {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  const args = [
    '--new-window',
    `--extensionDevelopmentPath=${root}`,
    path.dirname(notebook),
    path.resolve(notebook),
  ];
  const opened = await new Promise((resolve) => {
    const code = spawn('code', args, { stdio: 'ignore', shell: process.platform === 'win32' });
    const late = setTimeout(() => code.kill(), DESKTOP_START_MS);
    const settle = (ok) => {
      clearTimeout(late);
      resolve(ok);
    };
    code.once('error', () => settle(false)).once('exit', (status) => settle(status === 0));
  });
  if (opened) console.log(`\nOpened ${path.basename(notebook)} in desktop VS Code.`);
  return opened;
}

/** Resolves at the first Ctrl-C or request to end; listens from the start, so that an early one is not lost. */
function untilStopped() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await serveNotebook({
    notebook: path.resolve(process.argv[2] ?? path.join(root, 'notebooks/01-quick-start.ipynb')),
  });
}
