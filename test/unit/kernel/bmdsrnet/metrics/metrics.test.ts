import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import {
  describeProtocol,
  measure,
  type Planes,
  type Protocol,
  paperProtocol,
  reportedProtocols,
  rgbPlanes,
  ssim2d,
  ssim3d,
  standardProtocol,
} from '../../../../../src/kernel/bmdsrnet/metrics';
import { describeWithSharedData, readJson, readShared, sharedPath } from '../sharedData';

type Row = Record<string, string>;

function readCsv(...parts: string[]): Row[] {
  const [header, ...lines] = readFileSync(sharedPath(...parts), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().match(/"[^"]*"|[^,]+/g)!);
  return lines.map((cells) => Object.fromEntries(header!.map((name, i) => [name, cells[i]!])));
}

const RGB: Protocol = { colour: 'RGB', border: 0, quantise: false, ssim: '2d' };
/** The columns of metrics.csv in our words. */
const columns: Record<string, Protocol> = {
  rgb: RGB,
  y_studio: { ...RGB, colour: 'Y' },
  y_studio_rounded: { ...RGB, colour: 'Y', roundLuma: true },
  y_full: { ...RGB, colour: 'Y-full' },
  rgb_shave4: { ...RGB, border: 4 },
  y_studio_shave4: { ...RGB, colour: 'Y', border: 4 },
};

describeWithSharedData('PSNR and SSIM against vectors of the shared data', () => {
  test('fourteen pairs agree to 1e-4 dB and 1e-6 in every convention', async () => {
    const rows = readCsv('golden', 'metrics.csv');
    expect(rows.length).toBe(14);
    for (const row of rows) {
      const [image, reference] = [
        await readShared('golden', row.dist!),
        await readShared('golden', row.ref!),
      ] as const;
      for (const [column, protocol] of Object.entries(columns)) {
        const { psnr, ssim } = measure(image, reference, protocol);
        const expected = Number(row[`psnr_${column}`]?.replace('inf', 'Infinity'));
        if (Number.isFinite(expected))
          expect(Math.abs(psnr - expected), `${row.ref} psnr_${column}`).toBeLessThan(1e-4);
        else expect(psnr).toBe(Number.POSITIVE_INFINITY);
        expect(Math.abs(ssim - Number(row[`ssim_${column}`])), `${row.ref} ssim_${column}`).toBeLessThan(
          1e-6,
        );
      }
      const [a, b] = [rgbPlanes(image), rgbPlanes(reference)];
      for (const [channel, name] of ['r', 'g', 'b'].entries()) {
        const plane = (planes: Planes): Planes => ({ ...planes, planes: [planes.planes[channel]!] });
        expect(Math.abs(ssim2d(plane(a), plane(b)) - Number(row[`ssim_${name}`]))).toBeLessThan(1e-6);
      }
    }
  });

  test('bicubic enlargements and the synthesised blur have the PSNR and SSIM that are on file', async () => {
    type Vector = Record<string, string> & { bicubic_sr_psnr_rgb: number; bicubic_sr_ssim_rgb: number };
    for (const vector of readJson<Vector[]>('golden', 'resize_images.json')) {
      const enlarged = await readShared('golden', vector.lr_uint8_upscaled_double_rounded!);
      const { psnr, ssim } = measure(enlarged, await readShared('golden', vector.hr!), RGB);
      expect(Math.abs(psnr - vector.bicubic_sr_psnr_rgb)).toBeLessThan(1e-4);
      expect(Math.abs(ssim - vector.bicubic_sr_ssim_rgb)).toBeLessThan(1e-6);
    }
    const blur = await readShared('golden', 'synthesis', 'blur_hr_mean.png');
    const { psnr, ssim } = measure(blur, await readShared('golden', 'synthesis', 'hr_3.png'), RGB);
    const expected = readJson<Record<string, number>>('golden', 'synthesis', 'synthesis.json');
    expect(Math.abs(psnr - expected.psnr_blur_vs_middle!)).toBeLessThan(1e-4);
    expect(Math.abs(ssim - expected.ssim_blur_vs_middle!)).toBeLessThan(1e-6);
  });

  test('the GOPRO flower pair has SSIM 0.8210 in 2-D and 0.9114 in 3-D', async () => {
    const blur = rgbPlanes(await readShared('blurred', 'gopro_flower_blur.png'));
    const sharp = rgbPlanes(await readShared('blurred', 'gopro_flower_sharp.png'));
    expect(ssim2d(blur, sharp)).toBeCloseTo(0.821, 4);
    expect(ssim3d(blur, sharp)).toBeCloseTo(0.9114, 4);
  });
});

test('3-D SSIM agrees with scipy: separable Gaussian over height, width and channel, nearest border', () => {
  const [width, height] = [16, 13];
  const planes = (value: (x: number, y: number, c: number) => number): Planes => ({
    width,
    height,
    planes: [0, 1, 2].map((c) =>
      Float64Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width), c)),
    ),
  });
  const first = (x: number, y: number, c: number) => (7 * x + 13 * y * (c + 1) + x * y) % 256;
  const a = planes(first);
  const b = planes((x, y, c) =>
    Math.min(255, Math.max(0, first(x, y, c) + ((3 * x + 5 * y + 11 * c) % 17) - 8)),
  );
  expect(ssim3d(a, b)).toBeCloseTo(0.9963503246783358, 12);
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

  it('lists what to report, the protocol of the paper first', () => {
    const texts = reportedProtocols(4).map(describeProtocol);
    expect(texts[0]).toBe(describeProtocol(paperProtocol(4)));
    expect(new Set(texts).size).toBe(6);
    expect(texts.filter((text) => /6 px.*|no border/.test(text)).length).toBe(6);
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
