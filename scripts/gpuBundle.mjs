// Packs what the GPU benches need on a Linux machine that has neither Node nor npm: `npm run gpu-bundle`, see bench/gpu.md.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { capture, root } from './lib/run.mjs';

const packages = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  'webgpu',
  'onnxruntime-node',
  'esbuild',
  '@esbuild/linux-x64',
];
/** Binaries of other systems, and what only compilers and debuggers read. */
const leftOut = /darwin|win32|linux.arm64|\.map$|\.d\.ts$|\.html$/;
/** TensorFlow.js ships many builds; Node loads those named after it. */
const otherBuilds = /\/src\/|\/dist\/(?!.*(\.node\.js|\.wasm)$).+\.js$|\/dist\/\w+\//;

const folder = path.join(root, 'out', 'gpu');
const bundle = path.join(folder, 'bundle');

rmSync(folder, { recursive: true, force: true });
mkdirSync(bundle, { recursive: true });
for (const name of closure(packages)) copy(name);
cpSync(process.execPath, path.join(bundle, 'node'));
await must('strip', ['--strip-unneeded', path.join(bundle, 'node')]);
await must('tar', ['-C', bundle, '-I', 'xz -T0', '-cf', path.join(folder, 'runtime.tar.xz'), '.']);
rmSync(bundle, { recursive: true });
console.log(
  `Packed into ${path.relative(root, path.join(folder, 'runtime.tar.xz'))}: bench/gpu.md says how to use it.`,
);

/** The packages with those that they depend on. */
function closure(names) {
  const all = new Set();
  const add = (name) => {
    const file = path.join(root, 'node_modules', name, 'package.json');
    if (all.has(name) || name.startsWith('@types/') || !existsSync(file)) return;
    all.add(name);
    for (const dependency of Object.keys(JSON.parse(readFileSync(file, 'utf8')).dependencies ?? {}))
      add(dependency);
  };
  names.forEach(add);
  return all;
}

function copy(name) {
  const from = path.join(root, 'node_modules', name);
  const filter = (file) => {
    const inside = file.slice(from.length);
    return !leftOut.test(inside) && !(name.startsWith('@tensorflow/') && otherBuilds.test(inside));
  };
  cpSync(from, path.join(bundle, 'node_modules', name), { recursive: true, filter });
}

async function must(command, args) {
  const { code, output } = await capture(command, args, { quiet: true });
  if (code !== 0) throw new Error(`'${command} ${args.join(' ')}' failed:\n${output}`);
}
