import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bicubic,
  makeSample,
  packedSampleSet,
  packSample,
  renderScene,
  sharpFolder,
  writePng,
} from '../../../../../src/kernel/bmdsrnet/data';
import {
  compareMethods,
  comparisonTable,
  conventionsTable,
  evaluate,
  joinComparisons,
  type Method,
  type MethodComparison,
  perImageCsv,
  sequenceTable,
  table5,
  toMarkdown,
} from '../../../../../src/kernel/bmdsrnet/evaluation';
import { measure, paperProtocol, reportedProtocols } from '../../../../../src/kernel/bmdsrnet/metrics';
import type { RestorationNetwork } from '../../../../../src/kernel/bmdsrnet/types';
import { bicubicNetwork, smoothingNetwork } from '../fakeNetwork';

const samples = [1, 2, 3].map((seed) => makeSample(renderScene({ seed, width: 48, height: 40 }), 2));
const set = packedSampleSet(
  samples.map((sample) => packSample(sample, 2)),
  2,
  'three scenes',
);

beforeAll(() => tf.setBackend('cpu'));

describe('compareMethods', () => {
  it('measures networks, functions and files of others on the same images, each restored once', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bmdsrnet-results-'));
    try {
      // The tenth name must come after the second.
      for (const [i, name] of ['im1.png', 'im2.png', 'im10.png'].entries())
        await writePng(path.join(folder, name), samples[i]!.sharp);
      let calls = 0;
      const smoothing = smoothingNetwork(2, 4);
      const counted: RestorationNetwork = {
        ...smoothing,
        forward: (blurred) => {
          calls++;
          return smoothing.forward(blurred);
        },
      };
      const tensors = tf.memory().numTensors;
      const comparison = await compareMethods(
        [
          { name: 'bicubic', upsample: bicubic, parameters: 0 },
          { name: 'smooth', network: counted },
          { name: 'theirs', results: folder },
        ],
        set,
        { protocol: paperProtocol(2), protocols: reportedProtocols(2), keep: [1], maxPixels: 1e9 },
      );
      // Three images, and one pass on symbols that counts the cost.
      expect([calls, tf.memory().numTensors]).toEqual([4, tensors]);
      const [base, smooth, theirs] = comparison.methods;
      expect([theirs!.mean.psnr, theirs!.secondsPerImage, theirs!.parameters]).toEqual([
        Infinity,
        null,
        null,
      ]);
      expect([base!.parameters, base!.advantage, base!.sequence]).toEqual([0, null, null]);
      const evaluation = await evaluate(smoothingNetwork(2, 4), set, { protocol: paperProtocol(2) });
      expect(smooth!.mean).toEqual(evaluation.restored);
      expect(smooth!.advantage!.mean).toBeCloseTo(evaluation.gain, 10);
      expect(smooth!.advantage!.high).toBeLessThan(0);
      expect(smooth!.sequence).toEqual(evaluation.sequence);
      expect(smooth!.secondsPerImage).toBeGreaterThan(0);
      // The 5x5 filter on 48 x 40 pixels of three channels, and what the enlargement before it takes.
      expect(smooth!.multiplyAdds).toBeGreaterThanOrEqual(25 * 48 * 40 * 3);
      // The first of the reported protocols is the paper's.
      expect(smooth!.further[0]).toMatchObject(smooth!.mean);
      expect(smooth!.further.map(({ protocolText }) => protocolText)[5]).toMatch(/^PSNR on Y.*no border cut/);
      const lines = perImageCsv(comparison).trim().split('\r\n');
      expect([lines.length, lines[0]]).toEqual([
        10,
        'image,method,scale,psnr_db,ssim,lpips,gain_over_bicubic_db,seconds,psnr_rgb_border3_db,ssim3d_rgb_border3,ssim2d_rgb_border3,psnr_y_border3_db,ssim2d_y_border3,psnr_rgb_border0_db,ssim3d_rgb_border0,ssim2d_rgb_border0,psnr_y_border0_db,ssim2d_y_border0,centre_psnr_db,centre_gain_db,ppsnr_1_7_db,gain_1_7_db,ppsnr_2_6_db,gain_2_6_db,ppsnr_3_5_db,gain_3_5_db,reblur_psnr_db,relative_motion,consistent_order,protocol,protocol_of_frames,measured_on',
      ]);
      expect(lines[9]).toMatch(
        /^2,theirs,2,inf,1,,inf,,inf,1,1,inf,1,inf,1,1,inf,1,{11},"PSNR on RGB, 3 px.*",,three scenes$/,
      );
      const withLpips = perImageCsv({ ...comparison, lpipsText: 'LPIPS of some network' });
      expect(withLpips.match(/,"PSNR on RGB, 3 px[^"]*, LPIPS of some network",/g)).toHaveLength(9);
      // The frames of a method are measured otherwise than its HR image, and so it is said.
      expect(lines[4]).toMatch(
        /"PSNR on RGB, 3 px.*","LR frames, PSNR on RGB, no border cut.*",three scenes$/,
      );
      const table = toMarkdown(comparisonTable(comparison));
      for (const text of [table, toMarkdown(table5([comparison]))])
        expect(text).toContain('The images of theirs were matched with the samples in order, because');
      expect(table).toContain('| theirs | **∞** | **1.0000** | ∞ |');
      expect(table).toMatch(/\| smooth \| [\d.]+ \| [\d.]+ \| -[\d.]+ \| -[\d.]+ to -[\d.]+ \| 0\.000 \|/);
      expect(toMarkdown(conventionsTable(comparison)).match(/\| smooth \|/g)).toHaveLength(6);
      // Frames that repeat the input: no gain, no motion, no order.
      expect(toMarkdown(sequenceTable(comparison))).toMatch(
        /\| smooth \(nearly static\) \| [\d.]+ \| 0\.00 \| [\d.]+ \| 0\.00 .* \| 0\.00 \| 0\.00 \| three scenes \|/,
      );
      const [kept] = comparison.pictures;
      expect([kept!.index, kept!.outputs.map(({ name }) => name)]).toEqual([
        1,
        ['bicubic', 'smooth', 'theirs'],
      ]);
      expect(measure(kept!.outputs[1]!.image, kept!.sample.sharp, paperProtocol(2)).psnr).toBe(
        smooth!.images[1]!.psnr,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('joins what was measured one after another, and refuses what was measured otherwise', async () => {
    const methods = [
      { name: 'bicubic', upsample: bicubic },
      { name: 'smooth', network: smoothingNetwork(2, 4) },
    ];
    const one = (method: (typeof methods)[0], options = {}) =>
      compareMethods([method as Method], set, { keep: [2], maxPixels: 1e9, ...options });
    const parts = [await one(methods[0]!), await one(methods[1]!)];
    const joined = joinComparisons(parts);
    const together = await compareMethods(methods as Method[], set, { keep: [2], maxPixels: 1e9 });
    const timeless = ({ methods: all, ...rest }: MethodComparison) => ({
      ...rest,
      methods: all.map(({ secondsPerImage: _, images, ...method }) => ({
        ...method,
        images: images.map(({ seconds: __, ...image }) => image),
      })),
    });
    expect(timeless(joined)).toEqual(timeless(together));
    const other = await one(methods[1]!, { protocol: paperProtocol(2) });
    expect(() => joinComparisons([parts[0]!, other])).toThrow(/different protocol can't be joined/);
    expect(() => joinComparisons([parts[0]!, parts[0]!])).toThrow(/two methods are called 'bicubic'/);
  });

  it('matches images of others by name where they are named after the samples', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bmdsrnet-names-'));
    try {
      const names = ['s1_0001', 's1_0002', 's2_0001'];
      for (const [i, name] of names.entries())
        await writePng(path.join(folder, 'hr', `${name}.png`), samples[i]!.sharp);
      const files = await sharpFolder(path.join(folder, 'hr'), { scale: 2 });
      const theirs = path.join(folder, 'theirs');
      const measured = async () =>
        (await compareMethods([{ name: 'theirs', results: theirs }], files)).methods[0]!;
      // In order of name the images would be exchanged.
      for (const [i, name] of ['a', 'b', 'c'].entries())
        await writePng(path.join(theirs, `${name}.png`), samples[(i + 1) % 3]!.sharp);
      expect((await measured()).mean.psnr).toBeLessThan(40);
      expect((await measured()).matched).toBe('in order');
      // Sub-folders are part of the name; images of other samples do not matter.
      await writePng(path.join(theirs, 's1', '0001.png'), samples[0]!.sharp);
      await writePng(path.join(theirs, 's1_0002.png'), samples[1]!.sharp);
      await expect(measured()).rejects.toThrow(/named after 2 of the 3 samples, but none for s2_0001/);
      await writePng(path.join(theirs, 's2_0001.png'), samples[2]!.sharp);
      expect(await measured()).toMatchObject({ mean: { psnr: Infinity }, matched: 'by name' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says what does not fit before it computes anything', async () => {
    const twice = [
      { name: 'a', upsample: bicubic },
      { name: 'a', upsample: bicubic },
    ];
    await expect(compareMethods(twice, set)).rejects.toThrow(/two methods are called 'a'/);
    await expect(compareMethods([], set)).rejects.toThrow(/no method/);
    await expect(compareMethods(twice.slice(1), set, { reference: 'b' })).rejects.toThrow(
      /none of the methods: a/,
    );
    await expect(compareMethods([{ name: 'x3', network: bicubicNetwork(3) }], set)).rejects.toThrow(
      /x3 enlarges by 3, but the set is made for x2/,
    );
    const same = (image: (typeof samples)[0]['sharp']) => image;
    await expect(compareMethods([{ name: 'same', upsample: same }], set)).rejects.toThrow(
      /same gave an image of 24x20 pixels where the ground truth has 48x40/,
    );
  });
});
