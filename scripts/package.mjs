// A .vsix that installs and runs: the bundles and the production dependencies of this platform.
// Native parts (sharp, esbuild, webgpu, onnxruntime-node) make it specific to the platform it is built on.
// `npm run package -- --verify` installs the result into a real VS Code and runs a notebook on its kernel.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { capture, npmBin, root, secondsSince } from './lib/run.mjs';
import { build, setup } from './setup.mjs';
import { writeTypes } from './types.mjs';

const PARTS = [
  'dist',
  'docs',
  'media/icon.png',
  'notebooks',
  // Errors of the loaders of VGG19 and LPIPS name these.
  'scripts/convert-vgg19.py',
  'scripts/convert-lpips.py',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
];
const platform = `${process.platform}-${process.arch}`;

/** Files of the packages that no Node of this platform loads. */
const UNUSED = [
  /\.map$/,
  // Builds of TensorFlow.js for script tags and chat programs; Node loads `tf*.node.js`.
  /@tensorflow\/[^/]+\/dist\/(miniprogram|tf[\w.-]*(?<!\.node)\.js)$/,
  // Dawn for other platforms, 20 to 40 MB each.
  new RegExp(
    `/webgpu/dist/(?!${process.platform === 'darwin' ? 'darwin-universal' : platform}$)[a-z0-9]+-\\w+$`,
  ),
  // onnxruntime for other platforms, 30 to 90 MB each, and a CUDA provider that its install script may have fetched.
  new RegExp(
    `/onnxruntime-node/bin/napi-v6/(?!${process.platform}$|${process.platform}/${process.arch}(/|$))`,
  ),
  /\/onnxruntime-node\/bin\/.*onnxruntime_providers_(cuda|tensorrt|shared)/,
];
const used = (file) => !UNUSED.some((pattern) => pattern.test(file.replaceAll('\\', '/')));

const mark = performance.now();
const staging = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-package-'));
try {
  await setup();
  await build();
  writeTypes();
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const part of PARTS)
    cpSync(path.join(root, part), path.join(staging, part), { recursive: true, filter: used });
  writeFileSync(
    path.join(staging, 'README.md'),
    withoutFiles(readFileSync(path.join(root, 'README.md'), 'utf8')),
  );
  stageDependencies(manifest);
  const file = path.join(root, `${manifest.name}-${manifest.version}-${platform}.vsix`);
  const options = [
    '--no-rewrite-relative-links',
    '--allow-missing-repository',
    '--target',
    platform,
    '-o',
    file,
  ];
  const { code, output } = await capture(npmBin('vsce'), ['package', ...options], {
    cwd: staging,
    quiet: true,
  });
  if (code !== 0) throw new Error(`vsce failed (exit ${code}).\n${output}`);
  console.log(
    `Packaged in ${secondsSince(mark)}: ${path.basename(file)}, ${(statSync(file).size / 1e6).toFixed(0)} MB`,
  );
  if (process.argv.includes('--verify')) {
    const { verifyPackage } = await import('./lib/verifyPackage.mjs');
    await verifyPackage(file);
  }
  console.log(`Install it with: code --install-extension ${path.basename(file)}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(staging, { recursive: true, force: true });
}

/** The README without images and links into the repository: VS Code shows images from the web only, and this has no address there. */
function withoutFiles(markdown) {
  return markdown
    .replace(/!\[[^\]]*\]\((?!\w+:)[^)]+\)\n*/g, '')
    .replace(/\[([^\]]*)\]\((?!\w+:|#)[^)]+\)/g, '$1');
}

/** The production packages as they are installed here, so that what was tested is what ships. */
function stageDependencies({ devDependencies, scripts, dependencies, optionalDependencies, ...manifest }) {
  // CUDA's binary is 360 MB, and without it the package would hide one that the user installs beside a notebook.
  const { '@tensorflow/tfjs-node-gpu': _, ...optional } = optionalDependencies;
  const shipped = { ...manifest, dependencies: withoutFolders(dependencies), optionalDependencies: optional };
  writeFileSync(path.join(staging, 'package.json'), JSON.stringify(shipped, null, 2));
  for (const folder of dependencyFolders(shipped)) {
    const source = realpathSync(path.join(root, folder)); // our own part is a link
    const nested = path.join(source, 'node_modules');
    cpSync(source, path.join(staging, folder), {
      recursive: true,
      filter: (file) => file !== nested && used(file),
    });
  }
}

/** A package of ours that lies in a folder here is one like any other in the package. */
function withoutFolders(dependencies) {
  const entries = Object.entries(dependencies).map(([name, wanted]) => {
    if (!wanted.startsWith('file:')) return [name, wanted];
    const file = path.join(root, wanted.slice('file:'.length), 'package.json');
    return [name, JSON.parse(readFileSync(file, 'utf8')).version];
  });
  return Object.fromEntries(entries);
}

/** Folders of the packages that `manifest` needs, directly or not, in the order in which they are found. */
function dependencyFolders(manifest) {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const found = new Set();
  const visit = (from, { dependencies, optionalDependencies }) => {
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const folder = nearest(from, name, packages);
      // Absent: an optional part for another platform.
      if (!folder || found.has(folder) || !existsSync(path.join(root, folder))) continue;
      found.add(folder);
      visit(folder, packages[folder]);
    }
  };
  visit('', manifest);
  return found;
}

/** The folder that Node resolves `name` to for a module in `from`: the nearest `node_modules` on the way up. */
function nearest(from, name, packages) {
  const folder = path.posix.join(from, 'node_modules', name);
  if (folder in packages || from === '') return folder in packages ? folder : undefined;
  return nearest(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name, packages);
}
