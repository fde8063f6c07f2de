import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bicubic } from '../../../../../src/kernel/bmdsrnet/data';
import {
  centreLoss,
  charbonnierError,
  continuityLoss,
  describeLoss,
  meanAbsoluteError,
  meanSquaredError,
  pairLoss,
  shrunkCentre,
  totalLoss,
} from '../../../../../src/kernel/bmdsrnet/losses';
import { startCompute } from '../../../../../src/kernel/compute';
import { noiseBatch, uniform } from '../support';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

const value = async (loss: tf.Tensor): Promise<number> => (await loss.data())[0]!;
const frames = (seed: number): tf.Tensor4D => uniform([2, 3, 4, 21], seed, -0.2, 1.2);
/** The seven frames in another order, given by their indices from 0. */
const reordered = (x: tf.Tensor4D, order: number[]): tf.Tensor4D => {
  const apart = tf.split<tf.Tensor4D>(x, 7, 3);
  return tf.concat(
    order.map((i) => apart[i]!),
    3,
  );
};

/** Eqs. 1 and 2 in float64, straight from the formulas; `magnitude` is what Eq. 2 as printed lacks. */
async function reference(y: tf.Tensor4D, s: tf.Tensor4D, magnitude = Math.abs) {
  const [a, b] = [await y.data(), await s.data()];
  const pixels = a.length / 21;
  const mean = (of: (at: (frame: number) => { y: number; s: number }) => number): number => {
    let sum = 0;
    for (let p = 0; p < pixels; p++)
      for (let c = 0; c < 3; c++)
        sum += of((frame) => ({ y: a[p * 21 + (frame - 1) * 3 + c]!, s: b[p * 21 + (frame - 1) * 3 + c]! }));
    return sum / (3 * pixels);
  };
  let pair = 0;
  for (const i of [1, 2, 3]) {
    pair += mean((at) => Math.abs(magnitude(at(i).y + at(8 - i).y) - magnitude(at(i).s + at(8 - i).s)));
    pair += mean((at) => Math.abs(magnitude(at(i).y - at(8 - i).y) - magnitude(at(i).s - at(8 - i).s)));
  }
  return { centre: mean((at) => Math.abs(at(4).y - at(4).s)), pair };
}

it('Eqs. 1 and 2 agree with the formulas in float64', async () => {
  const expected = await reference(frames(1), frames(2));
  expect(await value(centreLoss(frames(1), frames(2)))).toBeCloseTo(expected.centre, 6);
  expect(await value(pairLoss(frames(1), frames(2)))).toBeCloseTo(expected.pair, 5);
});

it('a stream that decodes after every frame has the mean of its steps as its loss', async () => {
  const batch = noiseBatch(2, { n: 2 });
  const [n, h, w] = batch.sharp.shape;
  const image = (seed: number): tf.Tensor4D => uniform([n, h, w, 3], seed, 0, 1);
  const steps = [1, 2, 3].map(image);
  const restored = { frames: null, forNet: steps[2]!, backNet: null, coreNet: null, output: image(4) };
  const term = async (more: object): Promise<number> => {
    const { terms, names } = totalLoss({ ...restored, ...more }, batch, {
      reconstruction: 'mse',
      staticToDynamic: 1,
    });
    return (await terms.data())[names.indexOf('forNet')]!;
  };
  const each = await Promise.all(steps.map((step) => value(meanSquaredError(step, batch.sharp))));
  expect(await term({})).toBeCloseTo(each[2]!, 6);
  expect(await term({ forNetSteps: tf.concat(steps, 0) })).toBeCloseTo(
    (each[0]! + each[1]! + each[2]!) / 3,
    6,
  );
});

it('Eq. 1 adds a weighted perceptual term where a feature extractor is given', async () => {
  const features = (rgb: tf.Tensor4D) => tf.mul(rgb, 10);
  const pixels = await value(centreLoss(frames(1), frames(2)));
  const both = await value(centreLoss(frames(1), frames(2), { features, weight: 0.5 }));
  expect(both).toBeCloseTo(6 * pixels, 4);
});

it('Eq. 2 does not see in which order a pair comes, which takes the absolute difference', async () => {
  const [y, s] = [frames(3), frames(4)];
  for (const order of [
    [6, 1, 2, 3, 4, 5, 0],
    [0, 5, 2, 3, 4, 1, 6],
    [6, 5, 4, 3, 2, 1, 0],
  ]) {
    expect(await value(pairLoss(reordered(y, order), s))).toBeCloseTo(await value(pairLoss(y, s)), 6);
    const asPrinted = (x: tf.Tensor4D) => reference(x, s, (v) => v);
    expect(Math.abs((await asPrinted(reordered(y, order))).pair - (await asPrinted(y)).pair)).toBeGreaterThan(
      0.001,
    );
  }
  // Other orders do count.
  expect(
    Math.abs((await value(pairLoss(reordered(y, [1, 0, 2, 3, 4, 5, 6]), s))) - (await value(pairLoss(y, s)))),
  ).toBeGreaterThan(0.001);
});

it('Eq. 3 is the mean over pixels and channels', async () => {
  const [a, b] = [tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([1, 1, 1, 0])];
  expect(await value(meanSquaredError(a, b))).toBeCloseTo((0 + 1 + 4 + 16) / 4, 6);
  expect(await value(meanAbsoluteError(a, b))).toBeCloseTo((0 + 1 + 2 + 4) / 4, 6);
});

it.each([
  ['mse', 1, meanSquaredError],
  ['l1', 0.1, meanAbsoluteError],
] as const)(
  'the total with %s at HR weighs the static-to-dynamic terms by %f',
  async (reconstruction, staticToDynamic, error) => {
    const batch = noiseBatch(2);
    const image = (seed: number) => uniform([1, 16, 16, 3], seed);
    const restored = {
      frames: uniform([1, 8, 8, 21], 9),
      forNet: image(10),
      backNet: image(11),
      coreNet: image(12),
      output: image(13),
    };
    const expected = {
      centre: await value(centreLoss(restored.frames, batch.frames)),
      pairs: await value(pairLoss(restored.frames, batch.frames)),
      forNet: await value(error(restored.forNet, batch.sharp)),
      backNet: await value(error(restored.backNet, batch.sharp)),
      coreNet: await value(error(restored.coreNet, batch.sharp)),
      output: await value(error(restored.output, batch.sharp)),
    };
    const { total, terms, names } = totalLoss(restored, batch, { reconstruction, staticToDynamic });
    const { centre, pairs, ...highResolution } = expected;
    const sum = Object.values(highResolution).reduce((a, b) => a + b) + staticToDynamic * (centre + pairs);
    expect(await value(total)).toBeCloseTo(sum, 5);
    expect(names).toEqual(Object.keys(expected));
    expect([...(await terms.data())]).toEqual(Object.values(expected));
    // Single terms can be weighed, and continuity joined.
    const weighed = totalLoss(restored, batch, {
      ...{ reconstruction, staticToDynamic, continuity: 3, weights: { output: 5, pairs: 0 } },
    });
    const continuity = await value(continuityLoss(restored.frames, batch.frames));
    expect(weighed.names).toEqual([
      'centre',
      'pairs',
      'continuity',
      'forNet',
      'backNet',
      'coreNet',
      'output',
    ]);
    expect(await value(weighed.total)).toBeCloseTo(
      sum + 4 * expected.output - staticToDynamic * pairs + 3 * continuity,
      5,
    );
  },
);

describe('without LR frames', () => {
  it.each([2, 3, 4] as const)(
    'the target of the centre frame is the sharp image as MATLAB shrinks it, x%d',
    async (s) => {
      const sharp = uniform([2, 12 * s, 7 * s, 3], 21);
      const shrunk = shrunkCentre(sharp, 12, 7);
      expect(shrunk.shape).toEqual([2, 12, 7, 3]);
      const images = tf.unstack(sharp) as tf.Tensor3D[];
      const expected = images.flatMap((image) => [
        ...bicubic({ width: 7 * s, height: 12 * s, data: image.dataSync<'float32'>() }, 1 / s).data,
      ]);
      for (const [i, found] of (await shrunk.data()).entries())
        expect(found).toBeCloseTo(Math.min(1, Math.max(0, expected[i]!)), 5);
    },
  );

  it('Eq. 1 trains the centre frame and nothing else of the seven, and can be left out', async () => {
    const batch = { ...noiseBatch(2), frames: null };
    const [output, y] = [uniform([1, 16, 16, 3], 13), uniform([1, 8, 8, 21], 9)];
    const restored = { frames: y, forNet: null, backNet: null, coreNet: null, output };
    const options = { reconstruction: 'mse', staticToDynamic: 1 } as const;
    const { names, terms } = totalLoss(restored, batch, options);
    expect(names).toEqual(['centre', 'output']);
    const centre = tf.slice(y, [0, 0, 0, 9], [-1, -1, -1, 3]);
    const expected = await value(meanAbsoluteError(centre, shrunkCentre(batch.sharp, 8, 8)));
    expect((await terms.data())[0]).toBeCloseTo(expected, 6);
    const slope = (weights: { centre?: number }) =>
      tf.grad(
        (frames) =>
          totalLoss({ ...restored, frames: frames as tf.Tensor4D }, batch, { ...options, weights }).total,
      )(y);
    const moved = await tf.max(tf.abs(slope({})), [0, 1, 2]).data();
    expect([...moved].map((v) => v > 0)).toEqual(Array.from({ length: 21 }, (_, c) => c >= 9 && c < 12));
    expect(await value(tf.max(tf.abs(slope({ centre: 0 }))))).toBe(0);
  });
});

it('the continuity term takes the true order and its reverse, image by image, and no other', async () => {
  const s = frames(5);
  const backwards = [6, 5, 4, 3, 2, 1, 0];
  expect(await value(continuityLoss(s, s))).toBe(0);
  expect(await value(continuityLoss(reordered(s, backwards), s))).toBe(0);
  const [first, second] = tf.split<tf.Tensor4D>(s, 2, 0) as [tf.Tensor4D, tf.Tensor4D];
  expect(await value(continuityLoss(tf.concat([first, reordered(second, backwards)]), s))).toBe(0);
  // One pair swapped costs here and nothing in Eq. 2; so does a sequence that stands still.
  const zigzag = reordered(s, [0, 5, 2, 3, 4, 1, 6]);
  expect(await value(pairLoss(zigzag, s))).toBe(0);
  expect(await value(continuityLoss(zigzag, s))).toBeGreaterThan(0.05);
  expect(await value(continuityLoss(reordered(s, [3, 3, 3, 3, 3, 3, 3]), s))).toBeGreaterThan(0.05);
});

it('the Charbonnier loss is an absolute difference with a round bottom', async () => {
  const [a, b] = [tf.tensor1d([1, 2]), tf.tensor1d([1, 5])];
  expect(await value(charbonnierError(a, b))).toBeCloseTo((0.001 + 3) / 2, 6);
});

it('a run can say what its loss is, and that Eq. 1 goes without VGG19', () => {
  expect(describeLoss({ reconstruction: 'mse', staticToDynamic: 1 })).toBe(
    'Eq. 1 without its perceptual term, because no VGG19 file was given (see loadVGG19); Eqs. 1 and 2 weigh 1. ' +
      'Eq. 3 is the mean squared error of every HR image.',
  );
  const perceptual = { features: (rgb: tf.Tensor4D) => rgb, weight: 0.01 };
  expect(
    describeLoss({
      reconstruction: 'l1',
      staticToDynamic: 0.1,
      perceptual,
      continuity: 2,
      weights: { forNet: 0 },
    }),
  ).toMatch(/with the perceptual term \(weight 0\.01\).*mean absolute.*continuity term weighs 2.*forNet 0\./);
});
