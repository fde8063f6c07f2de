import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { centreLoss, loadVGG19, type VGG19 } from '../../../../../src/kernel/bmdsrnet/losses';
import {
  encodeSafetensors,
  type StoredTensor,
} from '../../../../../src/kernel/bmdsrnet/networks/safetensors';
import {
  compiledStep,
  eagerStep,
  type MakeStep,
  openRun,
  RECIPES,
  resumeTraining,
  train,
} from '../../../../../src/kernel/bmdsrnet/training';
import { objectiveOf } from '../../../../../src/kernel/bmdsrnet/training/objective';
import { startCompute } from '../../../../../src/kernel/compute';
import { noise } from '../../compute/float64';
import { noiseBatch, uniform } from '../support';
import { microNet } from '../training/microNet';

/** VGG19 from its paper: channels of the convolutions up to conv5_4, a pooling before each group but the first. */
const GROUPS = [
  [64, 64],
  [128, 128],
  [256, 256, 256, 256],
  [512, 512, 512, 512],
  [512, 512, 512, 512],
];
const layers = GROUPS.flatMap((channels, g) =>
  channels.map((outputs, k) => ({ name: `conv${g + 1}_${k + 1}`, outputs, pooled: g > 0 && k === 0 })),
);

let folder: string;
let path: string;
const tensors = new Map<string, StoredTensor>();

beforeAll(async () => {
  await startCompute({ backend: 'wasm', threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'vgg19-'));
  path = join(folder, 'vgg19.safetensors');
  // One pool of noise, read from another place for each tensor: twenty million draws would take seconds.
  const pool = Float32Array.from(noise(9 * 512 * 512 + 20_000, 1));
  const draw = (length: number, from: number, deviation: number) => {
    const values = pool.slice(from, from + length);
    for (let k = 0; k < length; k++) values[k]! *= deviation;
    return values;
  };
  let inputs = 3;
  for (const [i, { name, outputs }] of layers.entries()) {
    const deviation = Math.sqrt(6 / (9 * inputs)); // of uniform values in [-1, 1]: keeps the scale through ReLUs
    tensors.set(`${name}.kernel`, {
      shape: [3, 3, inputs, outputs],
      data: draw(9 * inputs * outputs, 1009 * i, deviation),
    });
    tensors.set(`${name}.bias`, { shape: [outputs], data: draw(outputs, 907 * i, 1) });
    inputs = outputs;
  }
  await writeFile(path, encodeSafetensors({ tensors, metadata: { preprocessing: 'torchvision' } }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** conv5_4 in float64 by plain loops, from an RGB image in [0, 1]. */
function reference(
  image: ArrayLike<number>,
  h: number,
  w: number,
  preprocess: (v: number, c: number) => number,
): Float64Array {
  let x = Float64Array.from(image, (v, i) => preprocess(v, i % 3));
  let inputs = 3;
  for (const [i, { name, outputs, pooled }] of layers.entries()) {
    if (i > 0) x = x.map((v) => Math.max(0, v));
    if (pooled) {
      const [oh, ow, from] = [h >> 1, w >> 1, x];
      const at = (y: number, z: number, c: number): number => from[(y * w + z) * inputs + c]!;
      x = Float64Array.from({ length: oh * ow * inputs }, (_, e) => {
        const [c, p] = [e % inputs, Math.floor(e / inputs)];
        const [y, z] = [2 * Math.floor(p / ow), 2 * (p % ow)];
        return Math.max(at(y, z, c), at(y, z + 1, c), at(y + 1, z, c), at(y + 1, z + 1, c));
      });
      [h, w] = [oh, ow];
    }
    const kernel = tensors.get(`${name}.kernel`)!.data;
    const bias = tensors.get(`${name}.bias`)!.data;
    const y = new Float64Array(h * w * outputs);
    for (let r = 0; r < h; r++)
      for (let q = 0; q < w; q++) {
        const to = (r * w + q) * outputs;
        for (let o = 0; o < outputs; o++) y[to + o] = bias[o]!;
        for (let ky = 0; ky < 3; ky++)
          for (let kx = 0; kx < 3; kx++) {
            const [row, column] = [r + ky - 1, q + kx - 1];
            if (row < 0 || column < 0 || row >= h || column >= w) continue;
            for (let c = 0; c < inputs; c++) {
              const v = x[(row * w + column) * inputs + c]!;
              const at = ((ky * 3 + kx) * inputs + c) * outputs;
              for (let o = 0; o < outputs; o++) y[to + o]! += v * kernel[at + o]!;
            }
          }
      }
    x = y;
    inputs = outputs;
  }
  return x;
}

const relativeError = (found: ArrayLike<number>, expected: Float64Array): number => {
  const largest = expected.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return expected.reduce((worst, v, i) => Math.max(worst, Math.abs(found[i]! - v) / largest), 0);
};

it('gives conv5_4 before its ReLU with the preprocessing of torchvision, as float64 does, and Eq. 1 its perceptual term', async () => {
  const before = tf.memory().numTensors;
  const vgg = await loadVGG19(path);
  expect(tf.memory().numTensors).toBe(before + 2 * 16 + 2);
  const x = uniform([1, 17, 35, 3], 1); // odd sizes: the last row and column are not pooled
  const features = vgg.features(x);
  expect(features.shape).toEqual([1, 1, 2, 512]);
  const [mean, deviation] = [
    [0.485, 0.456, 0.406],
    [0.229, 0.224, 0.225],
  ];
  const expected = reference(await x.data(), 17, 35, (v, c) => (v - mean[c]!) / deviation[c]!);
  expect(relativeError(await features.data(), expected)).toBeLessThan(1e-5);
  expect(expected.some((v) => v < 0)).toBe(true);
  tf.dispose([x, features]);
  perceptualTerm(vgg);
  vgg.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

/** In Eq. 1 the features have a weight and a gradient. */
function perceptualTerm(vgg: VGG19): void {
  tf.tidy(() => {
    const [y, s] = [uniform([1, 16, 16, 21], 1), uniform([1, 16, 16, 21], 2)];
    const centre = (t: tf.Tensor4D) => vgg.features(tf.slice(t, [0, 0, 0, 9], [-1, -1, -1, 3]));
    const difference = tf.mean(tf.abs(tf.sub(centre(y), centre(s)))).dataSync()[0]!;
    const { value, grad } = tf.valueAndGrad((frames) =>
      centreLoss(frames as tf.Tensor4D, s, vgg.perceptual(0.5)),
    )(y);
    expect(value.dataSync()[0]! - centreLoss(y, s).dataSync()[0]!).toBeCloseTo(0.5 * difference, 4);
    expect(grad.shape).toEqual(y.shape);
    expect(grad.dataSync().every(Number.isFinite)).toBe(true);
    expect(() => vgg.features(tf.zeros([1, 15, 40, 3]))).toThrow(/at least 16x16 pixels, not 40x15/);
  });
}

it('is part of a compiled training step as of an eager one, and of the settings of a run by its file', async () => {
  const vgg = await loadVGG19(path);
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  expect(vgg.source).toEqual({ file: 'vgg19.safetensors', sha256 });
  const loss = {
    reconstruction: 'charbonnier',
    staticToDynamic: 1,
    perceptual: vgg.perceptual(100),
  } as const;
  const recipe = { ...RECIPES.practical, loss };
  const batch = noiseBatch(2, { h: 16, w: 16 });
  const take = async (makeStep: MakeStep) => {
    const step = await makeStep(microNet(), objectiveOf(loss), recipe);
    const results = [await step.apply(batch, 1e-3), await step.apply(batch, 1e-3)];
    step.dispose();
    return results;
  };
  const [compiled, eager] = [await take(compiledStep), await take(eagerStep)];
  for (const [i, { loss: total, terms, gradientNorm }] of compiled.entries()) {
    expect(total / eager[i]!.loss).toBeCloseTo(1, 4);
    expect(terms.centre! / eager[i]!.terms.centre!).toBeCloseTo(1, 4);
    expect(gradientNorm / eager[i]!.gradientNorm).toBeCloseTo(1, 2);
  }
  // The term is there, and large enough to tell.
  const without = await eagerStep(microNet(), objectiveOf({ ...loss, perceptual: undefined }), recipe).apply(
    batch,
    0,
  );
  expect(compiled[0]!.terms.centre! - without.terms.centre!).toBeGreaterThan(0.1);

  const data = { scale: 2 as const, description: 'noise', batch: () => noiseBatch(2, { h: 16, w: 16 }) };
  const place = join(folder, 'run');
  const { notes } = await train(microNet(), data, {
    steps: 1,
    recipe,
    makeStep: eagerStep,
    run: { folder: place },
  });
  expect(notes).toEqual([]);
  const { training } = (await openRun(place)).config;
  expect(training.recipe.loss.perceptual).toEqual({
    weight: 100,
    source: { file: 'vgg19.safetensors', sha256 },
  });
  expect(training.loss).toMatch(/perceptual term \(weight 100, features of vgg19\.safetensors\)/);
  await expect(resumeTraining(place, microNet(), data)).rejects.toThrow(
    /features \(of vgg19\.safetensors, SHA-256/,
  );
  vgg.dispose();
}, 180_000);

it('says which tensor of a file is absent or of another shape, and asks for the preprocessing', async () => {
  const attempt = async (names: string[], shape: number[] | undefined, metadata: Record<string, string>) => {
    const some = new Map(names.map((name) => [name, { ...tensors.get(name)!, ...(shape && { shape }) }]));
    const broken = join(folder, 'broken.safetensors');
    await writeFile(broken, encodeSafetensors({ tensors: some, metadata }));
    return loadVGG19(broken);
  };
  const caffe = { preprocessing: 'caffe' };
  await expect(attempt(['conv1_1.kernel', 'conv1_1.bias'], undefined, caffe)).rejects.toThrow(
    /broken\.safetensors is not a file of VGG19 features: tensor conv1_2\.kernel \[3,3,64,64\] is missing.*convert-vgg19\.py/,
  );
  await expect(attempt(['conv1_1.kernel'], [3, 3, 64, 3], caffe)).rejects.toThrow(
    /tensor conv1_1\.kernel should be \[3,3,3,64\] and is \[3,3,64,3\]/,
  );
  await expect(attempt([], undefined, {})).rejects.toThrow(
    /`preprocessing` absent, not torchvision or caffe/,
  );
});
