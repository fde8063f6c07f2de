import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  makeSample,
  packedSampleSet,
  packSample,
  renderScene,
} from '../../../../../src/kernel/bmdsrnet/data';
import {
  describeSequences,
  evaluate,
  sequenceQuality,
  summariseSequences,
} from '../../../../../src/kernel/bmdsrnet/evaluation';
import { standardProtocol } from '../../../../../src/kernel/bmdsrnet/metrics';
import { bicubicNetwork, fakeNetwork, smoothingNetwork } from '../fakeNetwork';

const sample = (seed: number) => makeSample(renderScene({ seed, width: 48, height: 40 }), 2);
const samples = [1, 2, 3].map(sample);
const set = packedSampleSet(
  samples.map((s) => packSample(s, 2)),
  2,
  'three scenes',
);

beforeAll(() => tf.setBackend('cpu'));

describe('evaluate', () => {
  it('gives bicubic exactly no gain and says that nothing was gained', async () => {
    const result = await evaluate(bicubicNetwork(2), set);
    expect([result.gain, result.improved, result.nothingGained]).toEqual([0, 0, true]);
    expect(result.restored).toEqual(result.bicubic);
    expect(result.measuredOn).toBe('three scenes');
    expect(result.protocolText).toMatch(/^PSNR on RGB, no border cut, rounded to 8 bits, 2-D SSIM/);
    // Frames that all repeat the input do not move.
    expect(result.sequence?.relativeMotion).toBe(0);
    expect(result.sequence?.nearlyStatic).toBe(true);
    expect(structuredClone(result)).toEqual(result);
  });

  it('gives a perfect network everything and a smoothing one a loss, with the worst image', async () => {
    // Knows the answers by their questions, which it has to read: so it runs operation by operation.
    const perfect = fakeNetwork(2, 1, (x) => {
      const pixels = x.dataSync();
      const known = samples.find(({ blurred }) => blurred.data.every((value, i) => value === pixels[i]));
      return tf.tensor4d((known ?? samples[0]!).sharp.data, [1, 40, 48, 3]);
    });
    const best = await evaluate(perfect, set, { maxPixels: 1e9 });
    expect([best.improved, best.restored.ssim, best.nothingGained]).toEqual([3, 1, false]);
    expect(best.restored.psnr).toBe(Number.POSITIVE_INFINITY);

    const worse = await evaluate(smoothingNetwork(2, 4), set, {
      protocol: { ...standardProtocol, border: 3, ssim: '3d' },
    });
    expect([worse.improved, worse.nothingGained]).toEqual([0, true]);
    expect(worse.worst.gain).toBe(Math.min(...worse.images.map(({ gain }) => gain)));
    expect(worse.gain).toBeCloseTo(worse.restored.psnr - worse.bicubic.psnr, 10);
    expect(worse.protocolText).toMatch(/3 px border cut.*3-D SSIM/);
  });

  it('refuses a set of another scale', async () => {
    await expect(evaluate(bicubicNetwork(3), set)).rejects.toThrow(
      /enlarges by 3, but the set is made for x2/,
    );
  });
});

describe('sequenceQuality', () => {
  const quantise = true;
  const { frames: truth, blurred } = samples[0]!;

  it('finds true frames perfect in either order, moving as they should', () => {
    const exact = sequenceQuality(truth, { blurred, frames: truth }, { quantise });
    expect([exact.centrePsnr, exact.eitherOrderPsnr, exact.relativeMotion]).toEqual([Infinity, Infinity, 1]);
    expect(exact.consistentOrder).toBe(true);
    const reversed = sequenceQuality(truth.toReversed(), { blurred, frames: truth }, { quantise });
    expect([reversed.eitherOrderPsnr, reversed.consistentOrder]).toEqual([Infinity, true]);
    expect(reversed.pairs).toEqual(
      exact.pairs.map((pair) => ({ ...pair, orderMargin: Number.NEGATIVE_INFINITY })),
    );
    expect(reversed.psnr[0]).toBeLessThan(60);
    const still = new Array(7).fill(truth[3]!);
    expect(sequenceQuality(truth, { blurred, frames: still }, { quantise }).relativeMotion).toBeNull();
  });

  it('sees that the input repeated seven times recovers nothing, although its mean is exact', () => {
    const collapsed = sequenceQuality(new Array(7).fill(blurred), { blurred, frames: truth }, { quantise });
    expect(collapsed.pairs.map(({ frames, gain }) => [...frames, gain])).toEqual([
      [1, 7, 0],
      [2, 6, 0],
      [3, 5, 0],
    ]);
    expect([collapsed.centreGain, collapsed.relativeMotion, collapsed.consistentOrder]).toEqual([
      0,
      0,
      false,
    ]);
    expect(collapsed.reblurPsnr).toBeGreaterThan(100);
    const [numbers, protocol, , moved] = describeSequences(summariseSequences([collapsed], { quantise }));
    expect(numbers).toMatch(/centre [\d.]+ dB \(\+0\.00\)/);
    expect(protocol).toBe('Measured on LR frames, PSNR on RGB, no border cut, rounded to 8 bits.');
    expect(moved).toBe('They show 0 % of the true motion (nearly static).');
  });

  it('lets each pair choose its order, and counts that as one order only when all three agree', () => {
    const swapped = [...truth];
    [swapped[0], swapped[6]] = [truth[6]!, truth[0]!];
    const { pairs, consistentOrder } = sequenceQuality(swapped, { blurred, frames: truth }, { quantise });
    expect(pairs.map(({ psnr }) => psnr)).toEqual([Infinity, Infinity, Infinity]);
    expect(consistentOrder).toBe(false);
    expect(() => sequenceQuality(truth.slice(1), { blurred, frames: truth }, { quantise })).toThrow(
      /7 frames; there are 6 recovered and 7 true/,
    );
  });

  it('is measured against known numbers', () => {
    // Flat images: frame i has level 100 + i, the recovered ones 100 + 2 i, the input 103.
    const flat = (level: number) => ({ width: 4, height: 4, data: new Float32Array(48).fill(level / 255) });
    const levels = [0, 1, 2, 3, 4, 5, 6];
    const sample = { blurred: flat(103), frames: levels.map((i) => flat(100 + i)) };
    const quality = sequenceQuality(
      levels.map((i) => flat(100 + 2 * i)),
      sample,
      { quantise },
    );
    const db = (error: number) => 20 * Math.log10(255 / error);
    expect(quality.centrePsnr).toBeCloseTo(db(3), 4);
    expect(quality.reblurPsnr).toBeCloseTo(db(3), 4);
    expect(quality.relativeMotion).toBeCloseTo(2, 4);
    // 1/7: errors 0 and 6 forward (infinite), 6 and 12 reversed; 3/5: 2 and 4 forward, 0 and 6 reversed.
    expect(quality.pairs[0]!.psnr).toBe(Infinity);
    expect(quality.pairs[1]!.psnr).toBeCloseTo((db(1) + db(5)) / 2, 4);
    expect(quality.pairs[1]!.gain).toBeCloseTo((db(1) + db(5)) / 2 - db(2), 4);
  });
});
