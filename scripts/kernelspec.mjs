// Installs the Jupyter kernelspec `bmdsrnet`: `npm run kernelspec -- --prefix DIR`, or `--user`; `--remove` undoes it.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from './lib/run.mjs';

const NAME = 'bmdsrnet';
const supervisor = path.join(root, 'dist', 'kernel', 'supervisor.js');

/** The folder of the kernelspec below an installation prefix, such as that of a Python environment. */
export const specFolder = (prefix) => path.join(path.resolve(prefix), 'share', 'jupyter', 'kernels', NAME);

/** Writes the kernelspec into `folder`. It names this Node and this checkout's bundle. */
export async function installKernelspec(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const spec = {
    argv: [process.execPath, supervisor, '--connection-file', '{connection_file}'],
    display_name: 'BMDSRNet (TypeScript)',
    language: 'typescript',
    // Signals can't stop a loop on Windows, and would not reach the runner, which has a process group of its own.
    interrupt_mode: 'message',
    metadata: { debugger: false },
  };
  writeFileSync(path.join(folder, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
  await writeLogo(folder);
}

async function writeLogo(folder) {
  const icon = path.join(root, 'media', 'icon.png');
  if (!existsSync(icon)) return;
  const { default: sharp } = await import('sharp');
  await sharp(icon).resize(64, 64).png().toFile(path.join(folder, 'logo-64x64.png'));
}

/** Where Jupyter looks for what the user has installed (`jupyter --data-dir`). */
function userFolder() {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, APPDATA } = process.env;
  const byPlatform = {
    darwin: () => path.join(os.homedir(), 'Library', 'Jupyter'),
    win32: () => path.join(APPDATA ?? os.homedir(), 'jupyter'),
  };
  const data =
    JUPYTER_DATA_DIR ??
    byPlatform[process.platform]?.() ??
    path.join(XDG_DATA_HOME ?? path.join(os.homedir(), '.local', 'share'), 'jupyter');
  return path.join(data, 'kernels', NAME);
}

async function main() {
  const { values } = parseArgs({
    options: { prefix: { type: 'string' }, user: { type: 'boolean' }, remove: { type: 'boolean' } },
  });
  if ((values.prefix === undefined) === !values.user) {
    throw new Error('Usage: npm run kernelspec -- (--prefix DIR | --user) [--remove]');
  }
  // npm runs scripts in the repository; a prefix is meant from where the command was given.
  const from = process.env.INIT_CWD ?? process.cwd();
  const folder = values.user ? userFolder() : specFolder(path.resolve(from, values.prefix));
  if (values.remove) {
    rmSync(folder, { recursive: true, force: true });
    console.log(`Removed the kernelspec ${folder}`);
    return;
  }
  if (!existsSync(supervisor)) {
    const { build, setup } = await import('./setup.mjs');
    await setup();
    await build();
  }
  await installKernelspec(folder);
  console.log(`Installed the kernelspec ${NAME} in ${folder}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
