// Our kernel next to ipykernel, started and used by turns by one Jupyter client over ZMTP. Milliseconds throughout.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installKernelspec, specFolder } from '../scripts/kernelspec.mjs';
import { capture } from '../scripts/lib/run.mjs';
import { report, root, row } from './lib/report.mjs';

const ROUNDS = 7;
const python = process.env.PYTHON ?? '/usr/bin/python3';

const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-bench-'));
try {
  await installKernelspec(specFolder(folder));
  const env = {
    ...process.env,
    JUPYTER_PATH: path.join(folder, 'share', 'jupyter'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const script = path.join(root, 'bench', 'lib', 'kernels.py');
  const { code, output } = await capture(python, [script, String(ROUNDS)], { quiet: true, env });
  if (code !== 0) {
    throw new Error(
      `The client failed. It needs the Debian packages python3-jupyter-client and, for the peer, python3-ipykernel.\n${output}`,
    );
  }
  const { samples, ipykernel } = JSON.parse(output.trimEnd().split('\n').at(-1));
  if (!ipykernel)
    console.log('No ipykernel: `apt-get install python3-ipykernel` brings the peer. Ours is measured alone.');
  const peerName = ipykernel && `ipykernel ${ipykernel}`;
  const rows = Object.entries(samples).map(([name, { ours, peer = null }]) =>
    row(name, 'ms', ours, peer, peerName),
  );
  report('kernel', rows, { peer: peerName });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
