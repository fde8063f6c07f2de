// A real VS Code for machines that have only npm: the web server inside the `code-server` package, on its own Node.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const CODE_SERVER = '4.139.1'; // VS Code 1.139.1
const NODE = '24.21.0'; // that server does not start on Node 20

// Sign-in, git and AI: nothing a notebook needs, and a third of the size.
const UNUSED = [
  ...[
    'copilot',
    'microsoft-authentication',
    'github-authentication',
    'github',
    'git',
    'git-base',
    'tunnel-forwarding',
  ].map((name) => `extensions/${name}`),
  'node_modules/@github',
  'node_modules/@microsoft/mxc-sdk',
];

/**
 * Installs VS Code under `.vscode-test/` unless it is there already.
 * @param {(line: string) => void} [log]
 * @returns {Promise<{node: string, server: string}>} paths of the Node program and of the server's main script
 */
export async function installVSCode(log = () => {}) {
  const platform = `${process.platform}-${process.arch}`;
  if (!['linux-x64', 'linux-arm64'].includes(platform)) {
    throw new Error(
      `VS Code in the browser can be installed from npm on Linux x64 and arm64 only, not on ${platform}. ` +
        'Install desktop VS Code and put its `code` command on PATH.',
    );
  }
  const store = path.join(root, '.vscode-test');
  const home = path.join(store, `browser-${CODE_SERVER}-${platform}`);
  const paths = {
    node: path.join(home, 'node/bin/node'),
    server: path.join(home, 'vscode/out/server-main.js'),
  };
  if (existsSync(path.join(home, '.ready'))) return paths;

  log(`installing VS Code for the browser (code-server ${CODE_SERVER}, Node ${NODE}) from npm`);
  mkdirSync(store, { recursive: true });
  const work = mkdtempSync(path.join(store, 'installing-'));
  try {
    await Promise.all([unpackNode(work, platform), unpackServer(work, platform)]);
    writeFileSync(path.join(work, '.ready'), '');
    rmSync(home, { recursive: true, force: true });
    renameSync(work, home);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw new Error(`VS Code could not be installed from npm: ${error.stderr?.trim() || error.message}`, {
      cause: error,
    });
  }
  return paths;
}

async function unpackNode(work, platform) {
  const tarball = await pack(`node-${platform}@${NODE}`, work);
  await untar(tarball, path.join(work, 'node'), 1, 'package/bin');
}

async function unpackServer(work, platform) {
  const home = path.join(work, 'vscode');
  const tarball = await pack(`code-server@${CODE_SERVER}`, work);
  await untar(tarball, home, 3, 'package/lib/vscode');
  // One after the other: `extensions` resolves packages of its parent folder.
  for (const folder of [home, path.join(home, 'extensions')]) await npm(['install', '--omit=dev'], folder);
  for (const unused of UNUSED) rmSync(path.join(home, unused), { recursive: true, force: true });
  const ripgrep = path.join(home, 'node_modules/@vscode/ripgrep-universal/bin');
  for (const name of existsSync(ripgrep) ? readdirSync(ripgrep) : []) {
    if (name !== platform) rmSync(path.join(ripgrep, name), { recursive: true });
  }
}

async function pack(spec, work) {
  const folder = mkdtempSync(path.join(work, 'pack-'));
  await npm(['pack', spec, '--pack-destination', folder], work);
  return path.join(folder, readdirSync(folder)[0]);
}

async function untar(tarball, target, strip, member) {
  mkdirSync(target, { recursive: true });
  await run('tar', ['xzf', tarball, '-C', target, `--strip-components=${strip}`, member]);
  rmSync(path.dirname(tarball), { recursive: true });
}

const npm = (args, cwd) =>
  run('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    maxBuffer: 1 << 24,
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await installVSCode(console.log)).server);
}
