import { randomBytes } from 'node:crypto';
import { closeSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type LaunchOptions, READY_FD } from '../client/launchOptions';
import { Registry } from '../client/registry';
import { socketAddress } from '../client/runtimeFolder';
import type { KernelRecord } from '../protocol';
import { startJupyterKernel } from './jupyterKernel';
import { SupervisedKernel } from './kernel';
import { Lifetime } from './lifetime';
import { LocalServer } from './localServer';
import { MessageLog } from './messageLog';
import { startRunner } from './runnerProcess';

/** The supervisor of a kernel that VS Code, or a script, starts for a notebook. */
async function main(options: LaunchOptions): Promise<void> {
  const registry = new Registry(options.runtimeFolder);
  const folder = registry.kernelFolder(options.id);
  const record: KernelRecord = {
    id: options.id,
    pid: process.pid,
    notebook: options.notebook,
    cwd: options.cwd,
    node: process.version,
    startedAt: new Date().toISOString(),
    socket: socketAddress(folder),
    secret: randomBytes(32).toString('base64url'),
  };
  const { socket, secret, ...identity } = record;

  const script = options.runnerScript ?? path.join(__dirname, 'runner.js');
  const kernel = new SupervisedKernel({
    startRunner: (events) => startRunner({ script, cwd: options.cwd }, events),
    whenRunnerDies: 'restart',
    ended: (exitCode) => {
      lifetime.stop();
      rmSync(folder, { recursive: true, force: true });
      process.exit(exitCode);
    },
  });
  const lifetime = new Lifetime({ idleMs: options.idleMs, finishCells: options.finishCells }, () =>
    kernel.shutdown(),
  );
  const clientsChanged = (count: number) => lifetime.clientsChanged(count);
  const local = new LocalServer({
    kernel,
    identity,
    socket,
    secret,
    log: new MessageLog(folder),
    clientsChanged,
  });
  kernel.addFrontEnd(local);
  kernel.addFrontEnd({
    publish: () => {},
    stateChanged: (state) => lifetime.busyChanged(state.cells.length > 0),
    // Before clients see the end: whoever then looks for a kernel finds none.
    close: async () => registry.remove(record),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => kernel.shutdown());
  // The kernel outlives the terminal or window that started it.
  process.on('SIGHUP', () => {});

  await local.listen();
  registry.add(record);
  kernel.start();
  tellReady(record);
}

function tellReady(record: KernelRecord): void {
  try {
    writeSync(READY_FD, `${JSON.stringify(record)}\n`);
    closeSync(READY_FD);
  } catch {
    // Whoever started it is gone already; a later window finds the kernel in the registry.
  }
}

// The arguments are written by `client/startKernel.ts` or, for Jupyter, in the kernelspec.
const [first = '{}', connectionFile = ''] = process.argv.slice(2);
const started =
  first === '--connection-file'
    ? startJupyterKernel(connectionFile)
    : main(JSON.parse(first) as LaunchOptions);
started.catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
