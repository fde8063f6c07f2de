// Steps and forward passes on a GPU, next to PyTorch on the same card: operation by operation on TensorFlow.js' webgpu
// backend, and as one graph on onnxruntime's. bench/gpu.md says how to run it where there is no npm.
import { option, pairsOf, rowOf } from './lib/againstTorch.mjs';
import { startEngine } from './lib/engines.mjs';
import { loadLibrary } from './lib/library.mjs';
import { report } from './lib/report.mjs';
import { makeTask } from './lib/tasks.mjs';
import { startTorch } from './lib/torchPeer.mjs';

const CASES = [
  { what: 'step', net: 'reference', shape: [4, 64, 64] },
  { what: 'step', net: 'small', shape: [4, 32, 32] },
  { what: 'step', net: 'small', shape: [4, 64, 64] },
  { what: 'step', net: 'paper-2.9M', shape: [4, 64, 64] },
  { what: 'infer', net: 'reference', shape: [1, 180, 320] },
  { what: 'infer', net: 'small', shape: [1, 180, 320] },
  { what: 'infer', net: 'paper-2.9M', shape: [1, 180, 320] },
];
const WAYS = [
  { way: 'eager webgpu', how: 'eager', options: {} },
  { way: 'compiled webgpu', how: 'compiled', options: { provider: 'webgpu' } },
];
const pairs = Number(option('--pairs', 20));
const only = option('--only', '');

const { library, choice } = await loadLibrary();
console.log(`TensorFlow.js on ${choice.backend}: ${choice.reason}`);
const rows = [];
let peer = null;
for (const { what, net, shape } of CASES) {
  const task = await makeTask(library, net, shape);
  const name = `${what} ${task.name}`;
  if (!name.includes(only)) continue;
  const torch = await startTorch(task, 2, option('--device', 'cuda'));
  peer ??= torch?.name ?? null;
  for (const { way, how, options } of WAYS.filter((one) => one.way.includes(option('--way', '')))) {
    try {
      const ours = await startEngine(library, task, how, options);
      try {
        rows.push(rowOf(`first ${name}, ${way}`, await pairsOf(what, ours, torch, 1), torch));
        await pairsOf(what, ours, torch, 2);
        rows.push(rowOf(`${name}, ${way}`, await pairsOf(what, ours, torch, pairs), torch));
      } finally {
        await ours.dispose();
      }
    } catch (error) {
      console.log(`${name}, ${way}: ${error.message}`);
    }
  }
  torch?.stop();
}
report('gpu', rows, { tfjs: library.tf.version_core, gpu: choice.reason, peer });
process.exit(0);
