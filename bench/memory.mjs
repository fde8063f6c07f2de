// Peak resident memory of training steps and of inference, ours and PyTorch's, each in a process of its own. By
// `npm run bench -- memory`, which sets the environment that cells run in.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { option } from './lib/againstTorch.mjs';
import { loadLibrary } from './lib/library.mjs';
import { report, root, row } from './lib/report.mjs';
import { makeTask } from './lib/tasks.mjs';
import { startTorch } from './lib/torchPeer.mjs';

const ROUNDS = 3;
const RUNS = 5;
const MEBIBYTE = 2 ** 20;
const cases = [
  { what: 'step', net: 'reference', shape: [4, 64, 64] },
  { what: 'step', net: 'small', shape: [4, 32, 32] },
  { what: 'step', net: 'small', shape: [4, 64, 64] },
  { what: 'step', net: 'paper-2.9M', shape: [4, 32, 32] },
  { what: 'step', net: 'paper-2.9M', shape: [4, 64, 64] },
  { what: 'infer', net: 'small', shape: [1, 180, 320] },
  { what: 'infer', net: 'paper-2.9M', shape: [1, 180, 320] },
];

const { library, choice } = await loadLibrary();
const rows = [];
let torchName = null;
for (const { what, net, shape } of cases) {
  const task = await makeTask(library, net, shape);
  const name = `${what} ${task.name}`;
  if (!name.includes(option('--only', ''))) continue;
  const [ours, peer] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(oursPeak(what, net, shape) / MEBIBYTE);
    const torch = await startTorch(task, choice.threads);
    if (!torch) continue;
    torchName ??= torch.name;
    for (let run = 0; run < RUNS; run++) await torch.timed(what);
    peer.push((await torch.peakBytes()) / MEBIBYTE);
    torch.stop();
  }
  rows.push(row(name, 'MiB', ours, peer.length > 0 ? peer : null, torchName));
}
report('memory', rows, { tfjs: library.tf.version_core, backend: choice.backend, peer: torchName });
process.exit(0);

function oursPeak(what, net, shape) {
  const program = path.join(root, 'bench', 'lib', 'peakMemory.mjs');
  const output = execFileSync(process.execPath, [program, what, net, shape.join(), String(RUNS)], {
    encoding: 'utf8',
  });
  return Number(output.trim().split('\n').at(-1));
}
