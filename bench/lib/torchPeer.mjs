// A PyTorch process that runs a network of bench/lib/torch on request, so that it can take turns with ours.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { peerEnvironment } from '../../scripts/lib/run.mjs';
import { root } from './report.mjs';

const python = process.env.PYTHON ?? '/usr/bin/python3';

/**
 * Starts the peer with the task's weights and batch, or gives null with a printed reason where PyTorch is not installed.
 * @param task from bench/lib/tasks.mjs
 * @param device 'cpu' or 'cuda'
 */
export async function startTorch({ net, config, recipe, weights, batch }, threads, device = 'cpu') {
  if (spawnSync(python, ['-c', 'import torch, numpy']).status !== 0) {
    console.log('No PyTorch: `apt-get install python3-torch` brings the peer. Ours is measured alone.');
    return null;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-bench-'));
  const stored = ({ name, shape, data }, index) => {
    const file = path.join(folder, `${index}-${name}.f32`);
    writeFileSync(file, data);
    return { name, shape, file };
  };
  const task = {
    ...{ net, config, recipe },
    weights: weights.map(stored),
    batch: Object.fromEntries(
      Object.entries(batch).map(([name, held]) => [name, stored({ name, ...held }, 'batch')]),
    ),
  };
  const script = path.join(root, 'bench', 'lib', 'torch', 'peer.py');
  const child = spawn(python, [script, String(threads), device], {
    env: peerEnvironment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch ended early: see above.');
    return JSON.parse(value);
  };
  try {
    const { version } = await ask(JSON.stringify(task));
    return {
      name: `PyTorch ${version}`,
      /** `step`, `infer` or `restore` once: its milliseconds and the loss or mean that it gave. */
      timed: ask,
      /** Largest resident set so far. */
      peakBytes: async () => (await ask('memory')).peakBytes,
      stop: () => child.stdin.end(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
