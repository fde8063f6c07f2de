import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { detailedRegions, frameStrip, panelFigure } from '../../../../../src/kernel/bmdsrnet/evaluation';
import { fontText, strokeText } from '../../../../../src/kernel/bmdsrnet/evaluation/figures/svgText';
import type { RgbImage } from '../../../../../src/kernel/bmdsrnet/types';

/** Grey squares of `cell` pixels, all different. */
const squares = (width: number, height: number, cell: number): RgbImage => ({
  width,
  height,
  data: Float32Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [((i / 3) | 0) % width, Math.floor(i / 3 / width)];
    return (40 + ((13 * Math.floor(x / cell) + 29 * Math.floor(y / cell)) % 170)) / 255;
  }),
});

async function decode(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const pixel = (x: number, y: number) => [
    ...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3),
  ];
  return { ...info, pixel, data };
}

describe('panelFigure', () => {
  it('marks a region in each full view and enlarges it from HR and LR alike', async () => {
    const [hr, lr] = [squares(80, 60, 4), squares(20, 15, 1)];
    const region = { left: 20, top: 12, width: 40, height: 30 };
    const { width, height, pixel } = await decode(
      await panelFigure(
        [
          {
            panels: [
              { label: 'LR', image: lr },
              { label: 'HR', caption: '∞ dB', image: hr },
            ],
            regions: [region],
          },
        ],
        { panelWidth: 160, enlargement: 'nearest' },
      ),
    );
    expect(width).toBe(16 + 160 + 10 + 160 + 16);
    // The full view is 120 high, the inset below it as well, then label and caption.
    expect(height).toBeGreaterThan(16 + 120 + 6 + 120 + 30);
    for (const left of [16, 16 + 160 + 10]) {
      // On the line of the rectangle: the region's corner at twice the size.
      expect(pixel(left + 41, 16 + 25)).toEqual([255, 69, 58]);
      // The middle of the region's third square in the inset, 16 pixels a square.
      const level = Math.round(hr.data[3 * ((region.top + 10) * 80 + region.left + 10)]! * 255);
      expect(pixel(left + 40, 16 + 120 + 6 + 40)).toEqual([level, level, level]);
    }
  });

  it('refuses regions that leave the picture, and an empty figure', async () => {
    const panels = [{ label: 'a', image: squares(20, 20, 2) }];
    const region = { left: 15, top: 0, width: 10, height: 10 };
    await expect(panelFigure([{ panels, regions: [region] }])).rejects.toThrow(
      /region at 15, 0 of 10x10 pixels leaves the picture/,
    );
    await expect(panelFigure([])).rejects.toThrow(/at least one picture/);
  });
});

describe('frameStrip', () => {
  it('stands seven frames in a row, the centre framed, and a lone image above the centre', async () => {
    const frames = Array.from({ length: 7 }, (_, i) => squares(16, 12, i + 1));
    const { width, pixel, data } = await decode(
      await frameStrip(
        [
          { label: 'input', frames: [frames[0]!] },
          { label: 'frames', frames, captions: frames.map((_, i) => `${i}.00 dB`) },
        ],
        { frameWidth: 32, enlargement: 'nearest' },
      ),
    );
    expect(width).toBe(2 * 16 + 7 * 32 + 6 * 6);
    const yellow = [255, 214, 10];
    const rows = [...new Array(data.length / 3 / width).keys()];
    const framed = (column: number) =>
      rows.filter((y) => String(pixel(16 + column * 38 + 16, y)) === String(yellow)).length;
    // Three pixels above and three below, in the centre only.
    expect([0, 1, 2, 3, 4, 5, 6].map(framed)).toEqual([0, 0, 0, 6, 0, 0, 0]);
  });
});

describe('labels', () => {
  const ink = async (mark: string, left: number, right: number) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><rect width="300" height="40" fill="#fff"/>${mark}</svg>`;
    const { data } = await sharp(Buffer.from(svg)).greyscale().raw().toBuffer({ resolveWithObject: true });
    return data.reduce((count, v, i) => count + (i % 300 >= left && i % 300 < right && v < 128 ? 1 : 0), 0);
  };

  it('are drawn without any font, every sign of a number and unit', async () => {
    for (const sign of 'AZ09.,:;/+-=±×()[]<>%∞_')
      expect(await ink(strokeText(sign, { x: 140, y: 30, size: 24 }), 0, 300), sign).toBeGreaterThan(4);
  });

  it('keep to their width and escape what is markup', async () => {
    const long = 'BMDSRNET(F+C+B) WITH A NAME THAT IS MUCH TOO LONG';
    const style = { x: 150, y: 30, size: 24, anchor: 'middle' as const, maxWidth: 200 };
    expect(await ink(strokeText(long, style), 0, 48)).toBe(0);
    expect(await ink(strokeText(long, style), 252, 300)).toBe(0);
    expect(await ink(strokeText(long, style), 50, 250)).toBeGreaterThan(50);
    expect(fontText('a < b & "c"', style)).toContain('>a &lt; b &amp; &quot;c&quot;</text>');
  });
});

describe('detailedRegions', () => {
  it('finds what has detail and does not overlap', () => {
    const image: RgbImage = { width: 100, height: 80, data: new Float32Array(100 * 80 * 3).fill(0.5) };
    for (const [x0, y0] of [
      [10, 10],
      [70, 50],
    ] as const)
      for (let y = y0; y < y0 + 12; y++)
        for (let x = x0; x < x0 + 16; x++)
          image.data.fill((x + y) % 2, 3 * (100 * y + x), 3 * (100 * y + x) + 3);
    const [a, b] = detailedRegions(image, 2);
    const inside = (
      { left, top, width, height }: { left: number; top: number; width: number; height: number },
      x: number,
      y: number,
    ) => x >= left && x < left + width && y >= top && y < top + height;
    expect(inside(a!, 18, 16)).toBe(true);
    expect(inside(b!, 78, 56)).toBe(true);
    expect(() => detailedRegions({ width: 4, height: 4, data: new Float32Array(48) }, 1)).toThrow(
      /too small/,
    );
  });
});
