// Installs what is missing: npm packages always, Debian packages for the tests (`--tests`) when root.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { capture, root, run, secondsSince } from './lib/run.mjs';

const marker = path.join(root, 'node_modules', '.bmdsrnet-setup');

/** Makes the checkout ready to build and run. Throws with advice where that can't be done. */
export async function setup({ tests = false } = {}) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    throw new Error(`Node ${process.versions.node} is too old: install Node 20 or later, then try again.`);
  await installPackages();
  await buildGpuBackend();
  reportOptionalParts();
  if (tests) await installTestTools();
}

async function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  const mark = performance.now();
  console.log('Installing npm packages ...');
  // Install scripts are left out: the only one that matters here (tfjs-node-gpu) downloads from elsewhere, and runs
  // below where an NVIDIA device makes it worth while. Optional packages stay in: sharp and esbuild live there.
  const { code, output } = await capture(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { quiet: true },
  );
  if (code !== 0) throw new Error(`npm ci failed (exit ${code}). Is the npm registry reachable?\n${output}`);
  writeFileSync(marker, wanted);
  console.log(`npm packages installed in ${secondsSince(mark)}.`);
}

const hasNvidiaDevice = () =>
  existsSync('/dev/nvidiactl') ||
  existsSync('/dev/nvidia0') ||
  (process.platform === 'win32' && existsSync('C:\\Windows\\System32\\nvidia-smi.exe'));
const gpuBinding = () => path.join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu', 'lib');

async function buildGpuBackend() {
  const installed = existsSync(path.join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu'));
  if (!installed || !hasNvidiaDevice() || existsSync(gpuBinding())) return;
  console.log(
    'NVIDIA device found: fetching libtensorflow for @tensorflow/tfjs-node-gpu (about 360 MB, optional) ...',
  );
  const { code } = await capture('npm', ['rebuild', '--ignore-scripts=false', '@tensorflow/tfjs-node-gpu'], {
    quiet: true,
    timeout: 600_000,
  });
  if (code !== 0) console.log('It could not be fetched. Everything works without it, on another backend.');
}

function reportOptionalParts() {
  const require = createRequire(path.join(root, 'package.json'));
  const resolves = (name) => {
    try {
      return Boolean(require.resolve(name));
    } catch {
      return false;
    }
  };
  const missing = [];
  if (!existsSync(gpuBinding())) {
    missing.push(
      hasNvidiaDevice()
        ? '@tensorflow/tfjs-node-gpu: its native library is missing; `npm rebuild --ignore-scripts=false @tensorflow/tfjs-node-gpu` fetches it'
        : '@tensorflow/tfjs-node-gpu: not fetched, this machine has no NVIDIA device',
    );
  }
  const ortBinary = path.join('bin', 'napi-v6', process.platform, process.arch, 'onnxruntime_binding.node');
  if (!existsSync(path.join(root, 'node_modules', 'onnxruntime-node', ortBinary)))
    missing.push(
      'onnxruntime-node: no binary for this platform, so nothing is compiled and networks run eagerly, slower',
    );
  if (!resolves('webgpu')) missing.push('webgpu: no binary for this platform');
  for (const line of missing) console.log(`Optional part left out: ${line}.`);
}

/** The programs that the tests need, and the Debian packages that bring them. */
const testTools = [
  { package: 'chromium', present: () => existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium') },
  {
    package: 'fonts-dejavu-core',
    present: () => existsSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'),
  },
  ...['jupyter_client', 'nbclient', 'nbformat', 'jupyter_kernel_test', 'zmq', 'onnx'].map((module) => ({
    package: `python3-${module.replaceAll('_', '-')}`,
    present: async () =>
      (await capture('/usr/bin/python3', ['-c', `import ${module}`], { quiet: true })).code === 0,
  })),
];

async function installTestTools() {
  const missing = [];
  for (const tool of testTools) if (!(await tool.present())) missing.push(tool.package);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`The tests need: ${missing.join(', ')}.\nOn Debian: sudo ${command}`);
  }
  const mark = performance.now();
  console.log(`Installing Debian packages: ${missing.join(', ')} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await capture('apt-get', ['update'], { quiet: true, env });
  const { code, output } = await capture('sh', ['-c', command], { quiet: true, env });
  if (code !== 0) throw new Error(`'${command}' failed:\n${output.slice(-2000)}`);
  console.log(`Debian packages installed in ${secondsSince(mark)}.`);
}

export const build = async () => {
  const code = await run(process.execPath, [path.join(root, 'scripts', 'build.mjs')]);
  if (code !== 0) throw new Error('The build failed: see above.');
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await setup({ tests: process.argv.includes('--tests') });
    await build();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
