// Jupyter conformance: the kernel as a kernelspec in a folder of its own, driven by the clients of Debian's Python.
// `node scripts/conformance.mjs [NOTEBOOK.ipynb ...] [--timeout SECONDS] [-k PATTERN]` runs these notebooks, too.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installKernelspec, specFolder } from './kernelspec.mjs';
import { capture, root, run } from './lib/run.mjs';

const python = '/usr/bin/python3';
const modules = ['jupyter_client', 'jupyter_kernel_test', 'nbclient', 'nbformat', 'zmq'];

async function installClients() {
  const missing = [];
  for (const name of modules) {
    const { code } = await capture(python, ['-c', `import ${name}`], { quiet: true });
    if (code !== 0) missing.push(`python3-${name.replaceAll('_', '-')}`);
  }
  if (missing.length === 0) return;
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(
      `The conformance tests need: ${missing.join(', ')}.\nOn Debian: sudo ${command.join(' ')}`,
    );
  }
  console.log(`Installing ${missing.join(', ')} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await capture(command[0], command.slice(1), { quiet: true, env });
  if (code !== 0) throw new Error(`'${command.join(' ')}' failed:\n${output.slice(-2000)}`);
}

async function main() {
  await installClients();
  if (!existsSync(path.join(root, 'dist', 'kernel', 'supervisor.js'))) {
    const { build } = await import('./setup.mjs');
    await build();
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-conformance-'));
  try {
    await installKernelspec(specFolder(folder));
    const env = {
      ...process.env,
      JUPYTER_PATH: path.join(folder, 'share', 'jupyter'),
      JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const args = [path.join(root, 'test', 'conformance', 'run.py'), ...process.argv.slice(2)];
    process.exitCode = await run(python, args, { env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
