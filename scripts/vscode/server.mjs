// Starts and stops the VS Code web server of `install.mjs`.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installVSCode } from './install.mjs';

const START_TIMEOUT_MS = 60_000;

const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.editorLargeFileConfirmation': 1024, // notebooks hold images
  'workbench.editorAssociations': { '*.ipynb': 'jupyter-notebook' }, // else `openFile` shows their JSON
  'files.autoSave': 'off', // on by default in the web: saves while a cell runs
  'files.hotExit': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'npm.autoDetect': 'off',
  'remote.autoForwardPorts': false,
  'typescript.disableAutomaticTypeAcquisition': true,
};

/**
 * @typedef {object} ServerOptions
 * @property {string} state folder for user data and logs; the caller removes it
 * @property {string} folder opened as the workspace
 * @property {string[]} [extensions] extension folders, loaded as if installed
 * @property {boolean} [token] ask for a random connection token (default); off only for tests
 * @property {boolean} [trust] workspace trust (default); off only for tests
 * @property {boolean} [smokeTest] the driver that tests need to load themselves
 * @property {Record<string, unknown>} [settings] more user settings
 * @property {NodeJS.ProcessEnv} [env] more environment for the server and its extension host
 */

/**
 * Starts a server on a free port of 127.0.0.1.
 * @param {ServerOptions} options
 * @returns {Promise<{authority: string, url: (payload?: [string, string][]) => string, remote: (file: string) => string, stop: () => Promise<void>}>}
 */
export async function startServer(options) {
  const { state, folder, extensions = [], token = true, trust = true, smokeTest = false } = options;
  const { node, server } = await installVSCode(console.log);
  writeUserData(state, extensions, {
    ...SETTINGS,
    ...(trust ? {} : { 'security.workspace.trust.enabled': false }),
    ...options.settings,
  });

  const port = await freePort();
  const authority = `127.0.0.1:${port}`;
  const secret = token ? randomBytes(24).toString('hex') : undefined;
  // In a file, because other users can read a command line.
  if (secret) writeFileSync(path.join(state, 'token'), secret, { mode: 0o600 });

  const log = openSync(path.join(state, 'server.log'), 'w');
  const child = spawn(
    node,
    [
      ...[server, '--host', '127.0.0.1', '--port', String(port), '--accept-server-license-terms'],
      ...(secret ? ['--connection-token-file', path.join(state, 'token')] : ['--without-connection-token']),
      ...(trust ? [] : ['--disable-workspace-trust']),
      ...(smokeTest ? ['--enable-smoke-test-driver'] : []),
      ...['--telemetry-level', 'off', '--user-data-dir', path.join(state, 'user')],
      ...[
        '--server-data-dir',
        path.join(state, 'server'),
        '--extensions-dir',
        path.join(state, 'extensions'),
      ],
    ],
    // A group of its own, so that its extension hosts end with it.
    { stdio: ['ignore', log, log], detached: true, env: { ...process.env, ...options.env } },
  );
  closeSync(log);
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));

  const stop = async () => {
    signalGroup(child.pid, 'SIGTERM');
    await Promise.race([ended, sleep(3000)]);
    signalGroup(child.pid, 'SIGKILL');
    await ended;
  };
  try {
    await answering(`http://${authority}/version`, ended);
  } catch (error) {
    await stop();
    throw new Error(
      `VS Code did not start: ${error.message}\n${readFileSync(path.join(state, 'server.log'), 'utf8')}`,
    );
  }

  const remote = (file) => `vscode-remote://${authority}${path.resolve(file)}`;
  const url = (payload = []) => {
    const query = new URLSearchParams({ ...(secret && { tkn: secret }), folder: path.resolve(folder) });
    if (payload.length > 0) query.set('payload', JSON.stringify(payload));
    return `http://${authority}/?${query}`;
  };
  return { authority, url, remote, stop };
}

function writeUserData(state, extensions, settings) {
  mkdirSync(path.join(state, 'user/User'), { recursive: true });
  mkdirSync(path.join(state, 'extensions'), { recursive: true });
  writeFileSync(path.join(state, 'user/User/settings.json'), JSON.stringify(settings, undefined, 2));
  // Links are found only while this cache is absent.
  rmSync(path.join(state, 'extensions/extensions.json'), { force: true });
  for (const folder of extensions) {
    const { publisher, name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const link = path.join(state, 'extensions', `${publisher}.${name}-${version}`);
    rmSync(link, { force: true });
    symlinkSync(path.resolve(folder), link, 'dir');
  }
}

async function answering(url, ended) {
  let exit;
  ended.then((code) => {
    exit = `the server ended (${code})`;
  });
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline; await sleep(50)) {
    if (exit) throw new Error(exit);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error(`no answer within ${START_TIMEOUT_MS / 1000} s`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended.
  }
}
