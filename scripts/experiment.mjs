// The experiments of the paper: `npm run experiment -- ablation|compare|figures|restore|synthesise`, without arguments it explains itself.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { computeEnvironment, root } from './lib/run.mjs';
import { build } from './setup.mjs';

const program = path.join(root, 'dist', 'kernel', 'experiment.js');
if (!existsSync(program)) await build();

// The environment has to be there before Node starts.
const child = spawn(process.execPath, [...process.execArgv, program, ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(), // npm runs scripts in the repository; paths are meant from where the command was given
  env: computeEnvironment(),
  stdio: 'inherit',
});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
process.on('SIGINT', () => {
  if (!process.stdin.isTTY) child.kill('SIGINT'); // a terminal tells the program itself, and a second time ends it at once
});
child.on('close', (code, signal) => {
  process.exitCode = code ?? 128 + os.constants.signals[signal];
});
