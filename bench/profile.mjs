// Where the time of a compiled graph goes: milliseconds a run by operator, the runs after the first.
// `npm run bench -- profile [--what step|infer] [--net reference|PRESET] [--shape N,H,W] [--runs N] [--nodes]`
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { option } from './lib/againstTorch.mjs';
import { startEngine } from './lib/engines.mjs';
import { loadLibrary } from './lib/library.mjs';
import { makeTask } from './lib/tasks.mjs';

const [what, net, runs] = [
  option('--what', 'step'),
  option('--net', 'reference'),
  Number(option('--runs', 10)),
];
const shape = option('--shape', '4,64,64').split(',').map(Number);
const folder = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-profile-'));
try {
  const { library } = await loadLibrary();
  const task = await makeTask(library, net, shape);
  const engine = await startEngine(library, task, 'compiled', { profile: path.join(folder, 'ort') });
  await engine[what]();
  for (let run = 0; run < runs; run++) await engine[what]();
  await engine.dispose();
  const files = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
  print(
    `${what} ${task.name}, ${library.threads} threads`,
    files.flatMap((text) => JSON.parse(text)),
  );
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(0);

function print(name, events) {
  const nodes = events.filter(({ cat, name: event }) => cat === 'Node' && event.endsWith('_kernel_time'));
  const perRun = nodes.length / (runs + 1);
  const key = process.argv.includes('--nodes') ? nodeKey : ({ args }) => args.op_name;
  const totals = new Map();
  for (const event of nodes.slice(perRun)) {
    const total = totals.get(key(event)) ?? { milliseconds: 0, count: 0 };
    total.milliseconds += event.dur / 1000 / runs;
    total.count += 1 / runs;
    totals.set(key(event), total);
  }
  const rows = [...totals].sort(([, a], [, b]) => b.milliseconds - a.milliseconds);
  const sum = rows.reduce((all, [, { milliseconds }]) => all + milliseconds, 0);
  console.log(`${name}: ${sum.toFixed(1)} ms in ${Math.round(perRun)} operators`);
  for (const [operator, { milliseconds, count }] of rows.slice(0, 40))
    console.log(
      `${milliseconds.toFixed(2).padStart(9)} ms ${String(Math.round(count)).padStart(6)}  ${operator}`,
    );
}

/** The operator and the shapes of what it reads. */
function nodeKey({ args }) {
  const shapes = (args.input_type_shape ?? []).map((of) => `[${Object.values(of)[0]}]`);
  return `${args.op_name} ${shapes.join(' ')}`;
}
