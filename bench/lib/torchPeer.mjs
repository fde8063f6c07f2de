// A PyTorch process that runs the reference net of bench/lib/torchNet.py on request, so that it can take turns with ours.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './report.mjs';

const python = process.env.PYTHON ?? '/usr/bin/python3';

/** Starts the peer, or gives null with a printed reason where PyTorch is not installed. */
export async function startTorch(shape, threads) {
  if (spawnSync(python, ['-c', 'import torch']).status !== 0) {
    console.log('No PyTorch: `apt-get install python3-torch` brings the peer. Ours is measured alone.');
    return null;
  }
  const child = spawn(
    python,
    [path.join(root, 'bench', 'lib', 'torchNet.py'), shape.join(','), String(threads)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const version = (await lines.next()).value;
  return {
    name: `PyTorch ${version}`,
    /** Milliseconds of one `step` or `infer`. */
    async time(what) {
      child.stdin.write(`${what}\n`);
      return Number((await lines.next()).value);
    },
    stop: () => child.stdin.end(),
  };
}
