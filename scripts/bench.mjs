// `npm run bench -- NAME [--json FILE]`: runs bench/NAME.mjs, which measures ours and a peer alternately.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { computeEnvironment, root, run } from './lib/run.mjs';
import { build, setup } from './setup.mjs';

const [name, ...rest] = process.argv.slice(2);
const file = path.join(root, 'bench', `${name}.mjs`);
if (!name || !existsSync(file)) {
  const names = readdirSync(path.join(root, 'bench'))
    .filter((f) => f.endsWith('.mjs'))
    .map((f) => path.basename(f, '.mjs'));
  console.error(`Usage: npm run bench -- NAME [--json FILE], NAME one of: ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  await setup();
  await build();
  process.exitCode = await run(process.execPath, [file, ...rest], { env: computeEnvironment() });
}
