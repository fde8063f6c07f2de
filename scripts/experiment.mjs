// The experiments of the paper: `npm run experiment -- ablation|compare|figures|restore|synthesise`, without arguments it explains itself.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { computeEnvironment, root, run } from './lib/run.mjs';
import { build } from './setup.mjs';

const program = path.join(root, 'dist', 'kernel', 'experiment.js');
if (!existsSync(program)) await build();

process.on('SIGINT', () => {}); // the terminal tells the program too, which ends in its own way
process.exitCode = await run(process.execPath, [program, ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(), // npm runs scripts in the repository; paths are meant from where the command was given
  env: computeEnvironment(),
});
