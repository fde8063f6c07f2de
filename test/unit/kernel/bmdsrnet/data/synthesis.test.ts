import { describe, expect, it, test } from 'vitest';
import { averageFrames } from '../../../../../src/kernel/bmdsrnet/data/exposure';
import { fromBytes, fromLevels, roundLevels } from '../../../../../src/kernel/bmdsrnet/data/levels';
import { makeSample } from '../../../../../src/kernel/bmdsrnet/data/synthesis';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';
import type { RgbImage, Scale } from '../../../../../src/kernel/bmdsrnet/types';
import { describeWithSharedData, differingSamples, readShared } from '../sharedData';

const seven = <T>(make: (i: number) => T): T[] => Array.from({ length: 7 }, (_, i) => make(i));

function noise(width: number, height: number, seed: number): RgbImage {
  const random = createRandom(seed);
  return fromBytes(
    Uint8Array.from({ length: width * height * 3 }, () => random.integer(256)),
    width,
    height,
  );
}

describeWithSharedData('synthesis against vectors of the shared data', () => {
  test('blurred input, frames and sharp centre agree in every sample', async () => {
    const golden = (name: string) => readShared('golden', 'synthesis', name);
    const hr = await Promise.all(seven((i) => golden(`hr_${i}.png`)));
    const rounded = (gamma?: number) => fromLevels(roundLevels(averageFrames(hr, gamma)));
    expect(differingSamples(rounded(), await golden('blur_hr_mean.png'))).toBe(0);
    expect(differingSamples(rounded(2.2), await golden('blur_hr_gamma22.png'))).toBe(0);
    for (const scale of [2, 4] as const) {
      const sample = makeSample(hr, scale);
      expect(differingSamples(sample.sharp, hr[3]!)).toBe(0);
      expect(differingSamples(sample.blurred, await golden(`blur_lr_x${scale}_from_float_mean.png`))).toBe(0);
      const fromRounded = makeSample(hr, scale, { roundMean: true });
      expect(
        differingSamples(fromRounded.blurred, await golden(`blur_lr_x${scale}_from_rounded_mean.png`)),
      ).toBe(0);
      for (const [i, frame] of sample.frames.entries()) {
        expect(differingSamples(frame, await golden(`lr_x${scale}_${i}.png`)), `frame ${i}`).toBe(0);
      }
    }
  });
});

describe('makeSample', () => {
  it('blurs linearly: the mean of the LR frames is the LR blurred input within rounding', () => {
    for (const scale of [2, 3, 4] satisfies Scale[]) {
      const sample = makeSample(
        seven((i) => noise(26, 31, i)),
        scale,
      );
      expect([sample.sharp.width, sample.sharp.height]).toEqual([26 - (26 % scale), 31 - (31 % scale)]);
      sample.blurred.data.forEach((value, i) => {
        // Clipping is the one step that is not linear: skip pixels where a frame was clipped.
        const levels = sample.frames.map((frame) => frame.data[i]!);
        if (levels.some((level) => level === 0 || level === 1)) return;
        const mean = levels.reduce((sum, level) => sum + level, 0) / 7;
        expect(Math.abs(value - mean)).toBeLessThanOrEqual(1.001 / 255);
      });
    }
  });

  it('refuses windows that are not seven frames of one size, and frames smaller than the scale', () => {
    expect(() => makeSample([noise(8, 8, 1)], 2)).toThrow(/7 consecutive frames, not 1/);
    expect(() =>
      makeSample(
        seven((i) => noise(8 + (i === 5 ? 1 : 0), 8, i)),
        2,
      ),
    ).toThrow(/8x8 and 9x8/);
    expect(() =>
      makeSample(
        seven((i) => noise(3, 8, i)),
        4,
      ),
    ).toThrow(/3x8 pixels are too small to shrink by 4/);
  });
});
