// The experiments of the paper: `npm run experiment -- ablation|compare|figures|restore|synthesise`, without arguments it explains itself.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/run.mjs';
import { build } from './setup.mjs';

const program = path.join(root, 'dist', 'kernel', 'experiment.js');
if (!existsSync(program)) await build();

// npm runs scripts in the repository; paths are meant from where the command was given.
process.chdir(process.env.INIT_CWD ?? process.cwd());
await import(pathToFileURL(program).href);
