import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodePng, readImage, writePng } from '../../../../../src/kernel/bmdsrnet/data/imageFile';
import { fromBytes } from '../../../../../src/kernel/bmdsrnet/data/levels';
import type { RgbImage } from '../../../../../src/kernel/bmdsrnet/types';

/** Width 5, height 3, every pixel different: red grows to the right, green downwards. */
const ramp = fromBytes(
  Uint8Array.from(
    { length: 45 },
    (_, i) => [40 * (Math.floor(i / 3) % 5), 80 * Math.floor(i / 15), 33][i % 3]!,
  ),
  5,
  3,
);
const bytes = Buffer.from(ramp.data.map((value) => Math.round(value * 255)));
const picture = () => sharp(bytes, { raw: { width: 5, height: 3, channels: 3 } });
const pixel = ({ width, data }: RgbImage, x: number, y: number): number[] =>
  [...data.slice(3 * (y * width + x), 3 * (y * width + x) + 3)].map((value) => value * 255);
const expectPixel = (image: RgbImage, x: number, y: number, expected: number[], digits = 3): void => {
  for (const [c, value] of pixel(image, x, y).entries()) expect(value).toBeCloseTo(expected[c]!, digits);
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'images-'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterAll(() => {
  vi.restoreAllMocks();
  return rm(folder, { recursive: true });
});

async function saved(name: string, image: { toFile(file: string): Promise<unknown> }): Promise<string> {
  const file = path.join(folder, name);
  await image.toFile(file);
  return file;
}

describe('readImage', () => {
  it('reads 8-bit RGB exactly, from a path and from bytes', async () => {
    const image = await readImage(await saved('rgb.png', picture().png()));
    expect([image.width, image.height, image.notes]).toEqual([5, 3, []]);
    expect(image.data).toEqual(ramp.data);
    expect((await readImage(await encodePng(ramp))).data).toEqual(ramp.data);
  });

  it('keeps the precision of 16 bits', async () => {
    const samples = Uint16Array.from([0, 1000, 65535, 300, 32768, 257]);
    const raw = { width: 2, height: 1, channels: 3 as const };
    const image = await readImage(
      await saved('deep.png', sharp(samples, { raw }).toColourspace('rgb16').png()),
    );
    for (const [i, value] of [...image.data].entries()) expect(value * 65535).toBeCloseTo(samples[i]!, 1);
    expect(image.notes.join()).toMatch(/more than 8 bits/);
  });

  it('makes three equal channels of greyscale, 8 and 16 bits', async () => {
    const grey = sharp(Buffer.from([10, 200]), { raw: { width: 2, height: 1, channels: 1 } }).toColourspace(
      'b-w',
    );
    const image = await readImage(await saved('grey.png', grey.png()));
    expect(image.notes).toEqual(['greyscale was copied to three equal channels']);
    expectPixel(image, 1, 0, [200, 200, 200]);
    const deep = sharp(Uint16Array.from([257 * 10, 257 * 200 + 100]), {
      raw: { width: 2, height: 1, channels: 1 },
    });
    const deepImage = await readImage(await saved('grey16.png', deep.toColourspace('grey16').png()));
    expectPixel(deepImage, 1, 0, new Array(3).fill((257 * 200 + 100) / 257), 2);
  });

  it('lays transparency over white', async () => {
    const rgba = sharp(Buffer.from([200, 0, 0, 255, 200, 0, 0, 0]), {
      raw: { width: 2, height: 1, channels: 4 },
    });
    const image = await readImage(await saved('alpha.png', rgba.png()));
    expectPixel(image, 0, 0, [200, 0, 0]);
    expectPixel(image, 1, 0, [255, 255, 255]);
    expect(image.notes).toEqual(['transparency was laid over white']);
  });

  it('converts CMYK, expands palettes, applies stored rotation, takes one pixel', async () => {
    const large = sharp({ create: { width: 32, height: 32, channels: 3, background: '#c04020' } });
    const cmyk = await readImage(await saved('cmyk.jpg', large.toColourspace('cmyk').jpeg({ quality: 100 })));
    expect(cmyk.notes).toEqual(['CMYK was converted to sRGB']);
    for (const [c, value] of pixel(cmyk, 16, 16).entries())
      expect(Math.abs(value - [192, 64, 32][c]!)).toBeLessThan(40);

    const two = sharp(Buffer.from([255, 0, 0, 0, 0, 255]), { raw: { width: 2, height: 1, channels: 3 } });
    const palette = await readImage(await saved('palette.png', two.png({ palette: true, colours: 2 })));
    expectPixel(palette, 1, 0, [0, 0, 255]);

    const turned = await readImage(
      await saved('turned.png', picture().withMetadata({ orientation: 6 }).png()),
    );
    expect([turned.width, turned.height]).toEqual([3, 5]);
    expectPixel(turned, 2, 4, pixel(ramp, 4, 0));
    expect(turned.notes).toEqual(['the rotation stored in the file was applied']);

    const one = await readImage(
      await saved(
        'one.png',
        sharp(Buffer.from([1, 2, 3]), { raw: { width: 1, height: 1, channels: 3 } }).png(),
      ),
    );
    expectPixel(one, 0, 0, [1, 2, 3]);
  });

  it('notes a path outside the working folder', async () => {
    const file = await saved('..inside.png', picture().png());
    expect((await readImage(file)).notes).toEqual([]);
    vi.mocked(process.cwd).mockReturnValueOnce(path.join(folder, 'notebooks'));
    const { notes } = await readImage(file);
    expect(notes).toEqual([expect.stringMatching(/inside\.png lies outside the working folder: copy/)]);
  });

  it('names the file and the remedy when it cannot', async () => {
    const file = (name: string) => path.join(folder, name);
    await writeFile(file('empty.png'), '');
    await writeFile(file('text.png'), 'this is not an image');
    const noise = sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    });
    for (const [kind, data] of [
      ['png', await noise.png().toBuffer()],
      ['jpg', await noise.jpeg().toBuffer()],
    ] as const) {
      await writeFile(file(`cut.${kind}`), data.subarray(0, data.length / 2));
      await expect(readImage(file(`cut.${kind}`))).rejects.toThrow(
        /cut\.\w+ is damaged or cut off: its 200x200.*Copy or export it again/,
      );
    }
    await expect(readImage(file('missing.png'))).rejects.toThrow(
      /there is no file .*missing\.png: check the name/,
    );
    await expect(readImage(folder)).rejects.toThrow(/is a folder: give the path of one image file/);
    await expect(readImage(file('empty.png'))).rejects.toThrow(/empty\.png is empty \(0 bytes\)/);
    await expect(readImage(file('text.png'))).rejects.toThrow(
      /text\.png is not an image that can be read\. Use PNG/,
    );
    const small = await saved('small.png', picture().png());
    await expect(readImage(small, { maxPixels: 14 })).rejects.toThrow(
      /small\.png has 5x3 pixels, more than the limit of 14: shrink it/,
    );
  });
});

describe('writePng', () => {
  it('rounds, clips, makes folders and leaves no temporary file', async () => {
    const file = path.join(folder, 'new/folder/out.png');
    await writePng(file, {
      width: 2,
      height: 1,
      data: Float32Array.of(-0.5, 0.5, 2, 10.4 / 255, 10.6 / 255, 1),
    });
    expect(pixel(await readImage(file), 0, 0).map(Math.round)).toEqual([0, 128, 255]);
    expect(pixel(await readImage(file), 1, 0).map(Math.round)).toEqual([10, 11, 255]);
    expect(await readdir(path.dirname(file))).toEqual(['out.png']);
    expect((await readFile(file)).subarray(1, 4).toString()).toBe('PNG');
  });

  it('says why it cannot', async () => {
    await expect(writePng(folder, ramp)).rejects.toThrow(
      /could not be written: part of the path is a folder/,
    );
  });
});
