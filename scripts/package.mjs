// A .vsix that installs and runs: the bundles and the production dependencies of this platform.
// Native parts (sharp, esbuild) make it specific to the platform it is built on.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { npmBin, root, run } from './lib/run.mjs';
import { build, setup } from './setup.mjs';

const staging = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-package-'));
try {
  await setup();
  await build();
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const part of [
    'dist',
    'media',
    'notebooks',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'package-lock.json',
  ]) {
    cpSync(path.join(root, part), path.join(staging, part), {
      recursive: true,
      filter: (file) => !file.endsWith('.map'),
    });
  }
  const { devDependencies, scripts, ...shipped } = manifest;
  writeFileSync(path.join(staging, 'package.json'), JSON.stringify({ ...shipped, devDependencies }, null, 2));
  // Not --omit=optional: sharp and esbuild keep their binaries there.
  let code = await run(
    'npm',
    ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: staging },
  );
  if (code !== 0) throw new Error(`npm ci of the production dependencies failed (exit ${code}).`);
  writeFileSync(path.join(staging, 'package.json'), JSON.stringify(shipped, null, 2));
  const target = `${process.platform === 'win32' ? 'win32' : process.platform}-${process.arch}`;
  const file = path.join(root, `${manifest.name}-${manifest.version}-${target}.vsix`);
  code = await run(
    npmBin('vsce'),
    ['package', '--allow-missing-repository', '--target', target, '-o', file],
    { cwd: staging },
  );
  if (code !== 0) throw new Error(`vsce failed (exit ${code}).`);
  console.log(
    `Packaged: ${path.relative(process.cwd(), file)}\nInstall it with: code --install-extension ${path.basename(file)}`,
  );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(staging, { recursive: true, force: true });
}
