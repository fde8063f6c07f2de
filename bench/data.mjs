// How long training waits for its data: samples read from PNG frames of GOPRO's size, degraded and cut in threads, ahead of
// the steps that take them, and the same samples after `synthesise` has written them. `--steps N` (default 20).
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { option } from './lib/againstTorch.mjs';
import { report, root, row } from './lib/report.mjs';

const library = createRequire(import.meta.url)(path.join(root, 'dist', 'kernel', 'library.js'));
const { compute, createBMDSRNet, goproLargeAll, synthesise, train, trainingBatches, writeMiniatureGopro } =
  library;

/** The first steps wait for the first batches and for the graph. */
const FIRST = 4;
const folder = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-data-'));
const rows = [];
try {
  const choice = await compute();
  const { largeAll } = await writeMiniatureGopro(folder, { width: 1280, height: 720 });
  const frames = await goproLargeAll(largeAll, { split: 'train', scale: 4 });
  const written = await synthesise(frames, path.join(folder, 'written'));
  for (const [preset, lrPatch] of [
    ['tiny', 32],
    ['small', 64],
  ]) {
    await measure(`${preset} x4 4x${lrPatch}x${lrPatch}, seven frames of 1280x720`, preset, lrPatch, frames);
    await measure(`${preset} x4 4x${lrPatch}x${lrPatch}, written by synthesise`, preset, lrPatch, written);
  }
  report('data', rows, { backend: choice.backend });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

async function measure(name, preset, lrPatch, set) {
  const net = createBMDSRNet({ preset, scale: 4, seed: 1 });
  const batches = trainingBatches(set, { batch: 4, lrPatch, seed: 1 });
  const reports = [];
  const steps = Number(option('--steps', 20));
  await train(net, batches, { steps, onStep: (step) => reports.push(step), onNote() {}, onWarning() {} });
  batches.close();
  net.dispose();
  const later = reports.slice(FIRST);
  const waited = later.map(({ waitedSeconds }) => 1000 * waitedSeconds);
  const whole = later.slice(1).map(({ seconds }, k) => 1000 * (seconds - later[k].seconds));
  rows.push(row(`${name}: waited a step`, 'ms', waited), row(`${name}: a step in all`, 'ms', whole));
  console.log(`${name}: measured`);
}
