import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import {
  describeProtocol,
  luma,
  measure,
  type Planes,
  paperProtocol,
  psnr,
  rgbPlanes,
  shave,
  ssim2d,
  ssim3d,
  standardProtocol,
} from '../../../../../src/kernel/bmdsrnet/metrics';
import { describeWithSharedData, readShared, sharedPath } from '../sharedData';

type Row = Record<string, string>;

function readCsv(...parts: string[]): Row[] {
  const [header, ...lines] = readFileSync(sharedPath(...parts), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().match(/"[^"]*"|[^,]+/g)!);
  return lines.map((cells) => Object.fromEntries(header!.map((name, i) => [name, cells[i]!])));
}

const rounded = (planes: Planes): Planes => ({
  ...planes,
  planes: planes.planes.map((plane) => plane.map((v) => Math.floor(v + 0.5))),
});

describeWithSharedData('PSNR and SSIM against vectors of the shared data', () => {
  test('fourteen pairs agree to 1e-4 dB and 1e-6 in every convention', async () => {
    const rows = readCsv('golden', 'metrics.csv');
    expect(rows.length).toBe(14);
    for (const row of rows) {
      const rgb = [
        rgbPlanes(await readShared('golden', row.dist!)),
        rgbPlanes(await readShared('golden', row.ref!)),
      ] as const;
      const both = (map: (planes: Planes) => Planes) => rgb.map(map) as [Planes, Planes];
      const check = (suffix: string, pair: readonly [Planes, Planes]) => {
        const expected = Number(row[`psnr_${suffix}`]?.replace('inf', 'Infinity'));
        if (Number.isFinite(expected))
          expect(Math.abs(psnr(...pair) - expected), `${row.ref} psnr_${suffix}`).toBeLessThan(1e-4);
        else expect(psnr(...pair)).toBe(Number.POSITIVE_INFINITY);
        expect(
          Math.abs(ssim2d(...pair) - Number(row[`ssim_${suffix}`])),
          `${row.ref} ssim_${suffix}`,
        ).toBeLessThan(1e-6);
      };
      check('rgb', rgb);
      check(
        'y_studio',
        both((planes) => luma(planes, 'studio')),
      );
      check(
        'y_studio_rounded',
        both((planes) => rounded(luma(planes, 'studio'))),
      );
      check(
        'y_full',
        both((planes) => luma(planes, 'full')),
      );
      check(
        'rgb_shave4',
        both((planes) => shave(planes, 4)),
      );
      check(
        'y_studio_shave4',
        both((planes) => shave(luma(planes, 'studio'), 4)),
      );
      for (const [channel, name] of ['r', 'g', 'b'].entries()) {
        const pair = both((planes) => ({ ...planes, planes: [planes.planes[channel]!] }));
        expect(Math.abs(ssim2d(...pair) - Number(row[`ssim_${name}`]))).toBeLessThan(1e-6);
      }
    }
  });

  test('the GOPRO flower pair has SSIM 0.8210 in 2-D and 0.9114 in 3-D', async () => {
    const blur = rgbPlanes(await readShared('blurred', 'gopro_flower_blur.png'));
    const sharp = rgbPlanes(await readShared('blurred', 'gopro_flower_sharp.png'));
    expect(ssim2d(blur, sharp)).toBeCloseTo(0.821, 4);
    expect(ssim3d(blur, sharp)).toBeCloseTo(0.9114, 4);
  });
});

describe('protocols', () => {
  const flat = (size: number, value: number) => ({
    width: size,
    height: size,
    data: new Float32Array(size * size * 3).fill(value),
  });

  it('quantises, cuts the border and says so', () => {
    // A difference of 0.4 levels vanishes by rounding; the marked corner vanishes with the border.
    const image = flat(20, 100.4 / 255);
    image.data[0] = 1;
    const reference = flat(20, 100 / 255);
    expect(measure(image, reference, { ...standardProtocol, border: 1 }).psnr).toBe(Number.POSITIVE_INFINITY);
    expect(measure(image, reference, standardProtocol).psnr).toBeLessThan(60);
    const unrounded = measure(image, reference, { ...standardProtocol, border: 1, quantise: false });
    expect(unrounded.psnr).toBeCloseTo(20 * Math.log10(255 / 0.4), 2);
    expect(describeProtocol(paperProtocol(4))).toBe(
      'PSNR on RGB, 6 px border cut, rounded to 8 bits, 3-D SSIM (MATLAB on RGB)',
    );
  });

  it('refuses what has no meaning', () => {
    expect(() => measure(flat(8, 0), flat(9, 0), standardProtocol)).toThrow(/one size.*8x8x3 and 9x9x3/);
    expect(() => measure(flat(8, 0), flat(8, 0), standardProtocol)).toThrow(/at least 11x11 pixels.*8x8/);
    expect(() => measure(flat(8, 0), flat(8, 0), { ...standardProtocol, border: 4 })).toThrow(/nothing left/);
    expect(() => measure(flat(20, 0), flat(20, 0), { ...standardProtocol, colour: 'Y', ssim: '3d' })).toThrow(
      /RGB only/,
    );
  });
});
