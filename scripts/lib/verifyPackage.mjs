// Proves a .vsix: VS Code takes it, and a notebook far from the repository runs on the kernel inside it.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installVSCode } from '../vscode/install.mjs';
import { capture, secondsSince } from './run.mjs';

/** Between them they need the wasm files, the scene worker, sharp, esbuild and the library bundle. */
const CELLS = [
  `import { compute, createBMDSRNet, proceduralSamples, restore, show } from 'bmdsrnet';
const { backend } = await compute();
if (backend === 'cpu') throw new Error('No backend that networks can run on.');
backend`,
  `import { side } from './size';
const scene = (await proceduralSamples({ count: 1, scale: 2, lrWidth: side, lrHeight: side, seed: 1 })).at(0);
const { output } = await restore(createBMDSRNet({ preset: 'tiny', scale: 2, seed: 1 }), scene.blurred);
if (output.width !== 2 * side) throw new Error(\`The restored image is \${output.width} wide.\`);
await show.frames(scene.frames);`,
];

/**
 * Installs a .vsix into a VS Code of its own and runs a notebook on the installed kernel. Throws where that fails.
 * @param {string} file path of the .vsix
 */
export async function verifyPackage(file) {
  const mark = performance.now();
  const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-verify-'));
  const inside = (...parts) => path.join(folder, ...parts);
  try {
    const extension = await install(file, inside);
    mkdirSync(inside('work'));
    writeFileSync(inside('work', 'size.ts'), 'export const side: number = 48;\n');
    writeFileSync(inside('work', 'verify.ipynb'), JSON.stringify(notebook(CELLS)));
    const { code, output } = await capture(
      process.execPath,
      [path.join(extension, 'dist', 'kernel', 'notebook.js'), 'verify.ipynb', '--out', 'done.ipynb'],
      { cwd: inside('work'), quiet: true },
    );
    if (code !== 0) throw new Error(`The packaged kernel failed (exit ${code}).\n${output}`);
    if (
      !readFileSync(inside('work', 'done.ipynb'), 'utf8').includes('application/vnd.bmdsrnet.frames.v1+json')
    ) {
      throw new Error(`The packaged kernel showed no frames.\n${output}`);
    }
    console.log(
      `Verified in ${secondsSince(mark)}: installed into VS Code, a notebook ran on the packaged kernel.`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Gives the folder that VS Code unpacked the extension into. */
async function install(file, inside) {
  const { node, server } = await installVSCode(console.log);
  const folders = ['--extensions-dir', inside('extensions'), '--user-data-dir', inside('user')];
  const { code, output } = await capture(
    node,
    [server, '--install-extension', file, ...folders, '--server-data-dir', inside('server')],
    { quiet: true },
  );
  const installed = readdirSync(inside('extensions'), { withFileTypes: true }).find((entry) =>
    entry.isDirectory(),
  );
  if (code !== 0 || !installed)
    throw new Error(`VS Code did not install the package (exit ${code}).\n${output}`);
  return inside('extensions', installed.name);
}

function notebook(cells) {
  return {
    cells: cells.map((source, index) => ({
      ...{ cell_type: 'code', id: `cell-${index}`, source },
      ...{ metadata: {}, execution_count: null, outputs: [] },
    })),
    metadata: { language_info: { name: 'typescript' } },
    ...{ nbformat: 4, nbformat_minor: 5 },
  };
}
