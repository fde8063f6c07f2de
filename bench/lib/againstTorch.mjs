// Measures tasks compiled and in PyTorch, taking turns, and compares what they computed.
import { startEngine } from './engines.mjs';
import { loadLibrary } from './library.mjs';
import { median, report, row } from './report.mjs';
import { makeTask } from './tasks.mjs';
import { startTorch } from './torchPeer.mjs';

/**
 * Compares every case compiled with PyTorch and, where it says so, with eager; prints and writes the report.
 * `--only TEXT` takes the cases whose name has it, `--pairs N` changes how many pairs are timed.
 * @param bench 'step' or 'infer'
 * @param cases { net, shape, eagerPairs?, what? } as `makeTask` takes them; `what` is run, default what the bench is called
 */
export async function againstTorch(bench, cases) {
  const { library, choice } = await loadLibrary();
  const { threads } = choice;
  const rows = [];
  let torchName = null;
  for (const { net, shape, eagerPairs, what = bench } of cases) {
    const task = await makeTask(library, net, shape);
    const name = `${what} ${task.name}, ${threads} threads`;
    if (!name.includes(option('--only', ''))) continue;
    const torch = await startTorch(task, threads);
    torchName ??= torch?.name ?? null;
    await withEngine(library, task, 'compiled', async (ours) => {
      const [first] = await pairsOf(what, ours, torch, 1);
      rows.push(rowOf(`first ${name}`, [first], torch));
      await pairsOf(what, ours, torch, 1);
      rows.push(rowOf(name, await pairsOf(what, ours, torch, Number(option('--pairs', 20))), torch));
    });
    torch?.stop();
    if (!eagerPairs) continue;
    await withEngine(library, task, 'eager', (engine) =>
      withEngine(library, task, 'compiled', async (ours) => {
        const eager = { name: `eager ${choice.backend}`, timed: (command) => timed(engine, command) };
        await pairsOf(what, ours, eager, 1);
        rows.push(rowOf(name, await pairsOf(what, ours, eager, eagerPairs), eager));
      }),
    );
  }
  report(bench, rows, { tfjs: library.tf.version_core, backend: choice.backend, peer: torchName });
  process.exit(0);
}

async function withEngine(library, task, how, run) {
  const engine = await startEngine(library, task, how);
  try {
    await run(engine);
  } finally {
    await engine.dispose();
  }
}

/** Ours and the peer's by turns: milliseconds and the number that each computed. */
export async function pairsOf(what, ours, peer, count) {
  const pairs = [];
  for (let k = 0; k < count; k++)
    pairs.push({ ours: await timed(ours, what), peer: (await peer?.timed(what)) ?? null });
  return pairs;
}

async function timed(engine, what) {
  const [start, used] = [performance.now(), process.cpuUsage()];
  const value = await engine[what]();
  const { user, system } = process.cpuUsage(used);
  const times = { milliseconds: performance.now() - start, cpuMilliseconds: (user + system) / 1000 };
  return { value: typeof value === 'number' ? value : mean(value), ...times };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * A row with `difference`, the largest relative difference between the numbers of a pair, and `cpuRatio`, the ratio of
 * processor times, which other work on the machine disturbs less.
 */
export function rowOf(name, pairs, peer) {
  const times = (who) => pairs.map((pair) => pair[who].milliseconds);
  const cpuRatios = peer && pairs.map((pair) => pair.peer.cpuMilliseconds / pair.ours.cpuMilliseconds);
  const result = row(name, 'ms', times('ours'), peer && times('peer'), peer?.name);
  const differences = pairs.map((pair) => peer && Math.abs(pair.ours.value / pair.peer.value - 1));
  const finished = {
    ...result,
    cpuRatio: cpuRatios && median(cpuRatios),
    difference: peer ? Math.max(...differences) : null,
  };
  const ratio = finished.ratio === null ? '' : `, ratio ${finished.ratio.toFixed(2)} to ${peer.name}`;
  console.log(`${name}: ${finished.ours.toFixed(0)} ms${ratio}`);
  return finished;
}

/** The value after a flag on the command line. */
export function option(flag, fallback) {
  const at = process.argv.indexOf(flag);
  return at < 0 ? fallback : process.argv[at + 1];
}
