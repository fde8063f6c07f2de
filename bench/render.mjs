// From the arrival of an output's data to pixels on the screen, in Chromium; where there is one, next to the plain
// element that a notebook shows without us (the same PNGs as <img>, the same numbers as an HTML table).

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { report, root, row } from './lib/report.mjs';

const ROUNDS = 10;
// Two folders below the root, as its source: it finds the renderers and its packages from there.
const bundle = path.join(root, 'out', 'bench', 'harness.mjs');
await build({
  entryPoints: [path.join(root, 'test', 'renderers', 'harness.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});
const { startHarness, image } = await import(pathToFileURL(bundle).href);
const harness = await startHarness();

const picture = (width, height, shift) =>
  image(width, height, (x, y) => [(x + shift) & 255, (y * 3) & 255, ((x ^ y) + shift) & 255]);
const pictures = async (count, width, height) =>
  Promise.all(Array.from({ length: count }, (_, i) => picture(width, height, 20 * i)));
const labelled = (images) => images.map((encoded, i) => ({ ...encoded, label: `image ${i + 1}` }));
const x = Array.from({ length: 3600 }, (_, i) => i);
const curves = (points) => ({
  version: 1,
  title: 'curves',
  xLabel: 'step',
  leftLabel: 'loss',
  rightLabel: '',
  logLeft: true,
  live: true,
  status: '',
  progress: { done: points, total: 3600, elapsedSeconds: 1, remainingSeconds: 1 },
  series: ['loss', 'output', 'frames'].map((name, k) => ({
    name,
    axis: 'left',
    x: x.slice(0, points),
    y: x.slice(0, points).map((i) => (k + 1) / (1 + i)),
  })),
});
const table = Array.from({ length: 100 }, (_, i) => ({
  label: `image ${i}`,
  values: [25 + i / 10, 0.8 + i / 1000],
}));

const frames = labelled(await pictures(7, 640, 360));
const compared = labelled(await pictures(4, 960, 540));
const img = (images) => images.map(({ png }) => `<img src="data:image/png;base64,${png}">`).join('');
const html = `<table>${table.map((r) => `<tr><th>${r.label}</th>${r.values.map((v) => `<td>${v}</td>`).join('')}</tr>`).join('')}</table>`;
const cases = [
  [
    'frame player, 7 frames of 640x360',
    'frames',
    { version: 1, title: 'frames', fps: 7, notes: [], frames },
    img(frames),
  ],
  [
    'comparison, 4 images of 960x540',
    'comparison',
    { version: 1, title: 'comparison', notes: [], images: compared, reference: 3 },
    img(compared),
  ],
  [
    'metrics table, 100 rows',
    'metrics',
    {
      version: 1,
      title: 'table',
      protocol: 'RGB',
      measuredOn: 'numbers',
      columns: [{ label: 'PSNR' }, { label: 'SSIM' }],
      rows: table,
      notes: [],
    },
    html,
  ],
  ['curves, 3 series of 3,600 points', 'curves', curves(3600), null],
];

/** Milliseconds until the frame after the drawing has been put on the screen. */
const timed = (tab, draw) =>
  tab.evaluate(`(async () => {
    const start = performance.now();
    await (${draw});
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return performance.now() - start;
  })()`);
const drawHtml = (markup) => `(async () => {
    const element = document.createElement('div');
    element.innerHTML = ${JSON.stringify(markup)};
    document.body.append(element);
    await Promise.all([...element.querySelectorAll('img')].map((i) => i.decode()));
  })()`;

const rows = [];
try {
  for (const [name, renderer, data, plain] of cases) {
    const [ours, peer] = [[], []];
    for (let round = -1; round < ROUNDS; round++) {
      const tab = await harness.open();
      // The bundle is fetched and compiled once a notebook, so a first output is not counted.
      await tab.evaluate(`host.render('${renderer}', ${JSON.stringify(data)}, 'warm')`);
      const mine = await timed(tab, `host.render('${renderer}', ${JSON.stringify(data)}, 'timed')`);
      const theirs = plain === null ? null : await timed(tab, drawHtml(plain));
      await tab.close();
      if (round < 0) continue;
      ours.push(mine);
      if (theirs !== null) peer.push(theirs);
    }
    rows.push(
      row(name, 'ms', ours, plain === null ? null : peer, renderer === 'metrics' ? 'HTML table' : '<img>'),
    );
  }
  const tab = await harness.open();
  const patches = [];
  for (let points = 600; points <= 3600; points += 300) {
    patches.push(await timed(tab, `host.render('curves', ${JSON.stringify(curves(points))}, 'live')`));
  }
  rows.push(row('curves patched in place, 600 to 3,600 points', 'ms', patches.slice(1)));
} finally {
  await harness.close();
  await rm(bundle, { force: true });
}
report('render', rows);
process.exit(0);
