// Runs a task compiled and prints the peak of its process in bytes: node peakMemory.mjs WHAT NET N,H,W RUNS
import { startEngine } from './engines.mjs';
import { loadLibrary } from './library.mjs';
import { makeTask } from './tasks.mjs';

const [, , what, net, shape, runs] = process.argv;
const { library } = await loadLibrary();
const engine = await startEngine(
  library,
  await makeTask(library, net, shape.split(',').map(Number)),
  'compiled',
);
for (let run = 0; run < Number(runs); run++) await engine[what]();
console.log(process.resourceUsage().maxRSS * 1024);
process.exit(0);
