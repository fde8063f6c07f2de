// Measures the reference net in our kernel's library and in PyTorch, taking turns.
import { createRequire } from 'node:module';
import path from 'node:path';
import { referenceNet } from './referenceNet.mjs';
import { report, root, row } from './report.mjs';
import { startTorch } from './torchPeer.mjs';

/** @param what 'step' or 'infer' @param shapes inputs [n, h, w] @param pairs how many pairs are timed for each */
export async function againstTorch(what, shapes, pairs) {
  const require = createRequire(path.join(root, 'package.json'));
  const { compute, tf } = require(path.join(root, 'dist', 'kernel', 'library.js'));
  const choice = await compute();
  const rows = [];
  let peerVersion;
  for (const shape of shapes) {
    const net = referenceNet(tf, shape);
    const torch = await startTorch(shape, choice.threads);
    peerVersion ??= torch?.name;
    const [ours, peer] = [[], []];
    for (let pair = -2; pair < pairs; pair++) {
      const start = performance.now();
      await net[what]();
      const time = performance.now() - start;
      const torchTime = await torch?.time(what);
      if (pair < 0) continue;
      ours.push(time);
      if (torch) peer.push(torchTime);
    }
    torch?.stop();
    tf.disposeVariables();
    rows.push(
      row(
        `${what} ${shape.join('x')}, ${choice.backend}, ${choice.threads} threads`,
        'ms',
        ours,
        torch && peer,
        torch?.name,
      ),
    );
  }
  report(what, rows, { tfjs: tf.version_core, backend: choice.backend, peer: peerVersion ?? null });
  process.exit(0);
}
