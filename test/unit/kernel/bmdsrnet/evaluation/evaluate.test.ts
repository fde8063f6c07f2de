import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  makeSample,
  packedSampleSet,
  packSample,
  renderScene,
} from '../../../../../src/kernel/bmdsrnet/data';
import { evaluate, sequenceQuality } from '../../../../../src/kernel/bmdsrnet/evaluation';
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
    let next = 0;
    const perfect = fakeNetwork(2, 1, () => tf.tensor4d(samples[next++]!.sharp.data, [1, 40, 48, 3]));
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
  it('finds true frames perfect in either order, moving as they should', () => {
    const truth = samples[0]!.frames;
    const exact = sequenceQuality(truth, truth, { quantise: true });
    expect([exact.centrePsnr, exact.eitherOrderPsnr, exact.relativeMotion]).toEqual([Infinity, Infinity, 1]);
    const reversed = sequenceQuality(truth.toReversed(), truth, { quantise: true });
    expect(reversed.eitherOrderPsnr).toBe(Infinity);
    expect(reversed.psnr[0]).toBeLessThan(60);
    const still = new Array(7).fill(truth[3]!);
    expect(sequenceQuality(truth, still, { quantise: true }).relativeMotion).toBeNull();
  });
});
