// A network trained on procedural scenes only, on real photographs and sequences, next to MATLAB bicubic.
// Needs the optional test data in ../shared/data. `--seconds N` trains longer (default 90, as the quick start does),
// `--weights FILE.safetensors` takes a trained `tiny` x2 instead. Restored images are written to out/real.
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { report, root, row } from './lib/report.mjs';

const data = path.join(root, '..', 'shared', 'data');
if (!existsSync(data)) {
  console.error(`This bench needs real images in ${data}; there is no such folder.`);
  process.exit(1);
}
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const library = createRequire(import.meta.url)(path.join(root, 'dist', 'kernel', 'library.js'));
const { bicubic, createBMDSRNet, evaluate, frameFolderSamples, imresize, fromLevels, toLevels, roundLevels } =
  library;
const { describeProtocol, loadWeights, measure, paperProtocol, proceduralSamples, readImage, restore } =
  library;
const { standardProtocol, train, trainingBatches, writePng } = library;

const scale = 2;
const choice = await library.compute();
const net = createBMDSRNet({ preset: 'tiny', scale, seed: 1 });
const steps = await prepare();
const out = path.join(root, 'out', 'real');
const rows = [];
const decibels = (name, ours, peer) =>
  rows.push(row(name, 'dB', ours, peer, 'MATLAB bicubic', { higherIsBetter: true }));

console.log(`\n${net.name}, ${steps}; ${describeProtocol(standardProtocol)} unless said otherwise\n`);
await reducedPhotographs();
await nativePhotographs();
await sequences();
report('real', rows, { backend: choice.backend });
process.exit(0);

async function prepare() {
  const weights = option('--weights');
  if (weights) {
    await loadWeights(net, weights);
    return `weights from ${path.basename(weights)}`;
  }
  const seconds = Number(option('--seconds', 90));
  const scenes = await proceduralSamples({ count: 48, scale, lrWidth: 96, lrHeight: 96, seed: 1 });
  const run = await train(net, trainingBatches(scenes, { batch: 4, lrPatch: 32, seed: 1 }), { seconds });
  return `trained ${run.steps} steps in ${run.seconds.toFixed(0)} s on ${scenes.description}`;
}

/** Protocol 1: the blurred photograph is reduced by MATLAB bicubic 1/scale and restored to its own size. */
async function reducedPhotographs() {
  const blurred = await readImage(path.join(data, 'blurred', 'gopro_flower_blur.png'));
  const sharp = await readImage(path.join(data, 'blurred', 'gopro_flower_sharp.png'));
  const low = fromLevels(roundLevels(imresize(toLevels(blurred), 1 / scale)));
  const { output, bicubic: base } = await restore(net, low);
  for (const protocol of [standardProtocol, paperProtocol(scale)]) {
    const [ours, peer] = [output, base].map((image) => measure(image, sharp, protocol));
    console.log(
      `reduced 1/${scale}, gopro_flower: bicubic ${show(peer)}, restored ${show(ours)} (${describeProtocol(protocol)})`,
    );
    decibels(`reduced, flower, SSIM ${protocol.ssim}`, [ours.psnr], [peer.psnr]);
  }
  await writePng(path.join(out, 'reduced-flower-bicubic.png'), base);
  await writePng(path.join(out, 'reduced-flower-restored.png'), output);
}

/** Protocol 2: the photographs as they are, in tiles where memory demands; there is no ground truth at this size. */
async function nativePhotographs() {
  const folder = path.join(data, 'blurred');
  for (const file of readdirSync(folder).filter((name) => !name.includes('sharp'))) {
    const image = await readImage(path.join(folder, file));
    const start = performance.now();
    const { output, tiles } = await restore(net, image, { maxPixels: 320 * 320 });
    const seconds = (performance.now() - start) / 1000;
    const change = measure(output, bicubic(image, scale, { rounded: true }), standardProtocol);
    console.log(
      `native, ${file}: ${image.width}x${image.height} to ${output.width}x${output.height} in ${tiles} tiles, ${seconds.toFixed(1)} s, ${show(change)} from bicubic (no ground truth)`,
    );
    rows.push(row(`native, ${path.basename(file, '.png')}, ${tiles} tiles`, 's', [seconds]));
    await writePng(path.join(out, `native-${file}`), output);
  }
}

/** Protocol 3: real and rendered sequences, seven frames averaged and reduced as the paper does. */
async function sequences() {
  const folder = path.join(data, 'frames');
  for (const scene of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const set = await frameFolderSamples(path.join(folder, scene.name), { scale });
    const result = await evaluate(net, set);
    const gains = result.images.map(({ gain }) => gain.toFixed(2)).join(', ');
    console.log(
      `sequence ${scene.name}: bicubic ${show(result.bicubic)}, restored ${show(result.restored)}, gains ${gains} dB`,
    );
    decibels(
      `sequence ${scene.name}`,
      result.images.map((i) => i.restored.psnr),
      result.images.map((i) => i.bicubic.psnr),
    );
  }
}

function show({ psnr, ssim }) {
  return `${psnr.toFixed(2)} dB / ${ssim.toFixed(4)}`;
}
