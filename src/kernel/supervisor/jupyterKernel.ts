import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { type Message, PROTOCOL_VERSION } from '../protocol';
import { readJupyterConnection } from './jupyterConnection';
import { JupyterFrontEnd } from './jupyterFrontEnd';
import { whenParentIsGone } from './jupyterParent';
import { SupervisedKernel } from './kernel';
import { startRunner } from './runnerProcess';

/**
 * The kernel as Jupyter starts it: `node supervisor.js --connection-file FILE`, in the notebook's folder.
 * Ends on `shutdown_request`, when its front end is gone, and with the runner's exit code when the runner dies.
 */
export async function startJupyterKernel(connectionFile: string): Promise<void> {
  const connection = readJupyterConnection(connectionFile);
  const script = path.join(__dirname, 'runner.js');
  const kernel = new SupervisedKernel({
    startRunner: (events) => startRunner({ script, cwd: process.cwd() }, events),
    whenRunnerDies: 'exit',
    ended: (exitCode) => process.exit(exitCode),
  });
  const door = new JupyterFrontEnd(kernel, connection, (text) => console.error(`bmdsrnet kernel: ${text}`));
  await door.listen();
  kernel.addFrontEnd(door);

  process.on('SIGTERM', () => kernel.shutdown());
  // Front ends that know only signals, and Ctrl-C in a terminal, mean Stop by it, not the end of the kernel.
  process.on('SIGINT', () => kernel.receive(interruptRequest(), { send: () => {} }));
  whenParentIsGone(() => kernel.shutdown());
  kernel.start();
}

function interruptRequest(): Message {
  const header = {
    msg_id: randomUUID(),
    session: randomUUID(),
    username: 'signal',
    date: new Date().toISOString(),
    msg_type: 'interrupt_request',
    version: PROTOCOL_VERSION,
  };
  return { channel: 'control', header, parent_header: {}, metadata: {}, content: {}, buffers: [] };
}
