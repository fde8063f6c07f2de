// Child processes and paths for the other scripts. Needs nothing but Node.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

const runnerEnvironment = () =>
  JSON.parse(readFileSync(path.join(root, 'src', 'kernel', 'protocol', 'runnerEnvironment.json'), 'utf8'));

/** As the runner of cells has it, for scripts that compute (`src/kernel/protocol/runnerChannel.ts` says why). */
export const computeEnvironment = () => ({ ...runnerEnvironment(), ...process.env });

/** Without what the runner of cells has of its own, for peers. */
export function peerEnvironment() {
  const ours = runnerEnvironment();
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !Object.hasOwn(ours, name)));
}

/** Runs a command with the terminal's own output; resolves to its exit code, 1 where a signal ended it. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a command and gives what it printed, echoing it unless `quiet`. */
export function capture(command, args, { quiet = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const [stream, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
        if (!quiet) to.write(text);
      });
    }
    child.on('error', (error) => resolve({ code: 127, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

export const npmBin = (name) =>
  path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);

/** Seconds since a `performance.now()` mark, for people. */
export const secondsSince = (mark) => `${((performance.now() - mark) / 1000).toFixed(1)} s`;
