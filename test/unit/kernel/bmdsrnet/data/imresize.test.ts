import { describe, expect, it, test } from 'vitest';
import { bicubic, imresize } from '../../../../../src/kernel/bmdsrnet/data/imresize';
import { fromLevels, type Raster, toLevels } from '../../../../../src/kernel/bmdsrnet/data/levels';
import { describeWithSharedData, differingSamples, readJson, readShared } from '../sharedData';

interface DoubleVectors {
  vectors: {
    name: string;
    antialias: boolean;
    input: number[][];
    output_size: [number, number];
    output: number[][];
  }[];
}
interface ImageVector {
  hr: string;
  scale: number;
  lr_uint8: string;
  lr_double_rounded: string;
  lr_uint8_upscaled_double_rounded: string;
  lr_uint8_upscaled_uint8: string;
  double_lr_min: number;
  double_lr_max: number;
  double_lr_sum: number;
}

const raster = (rows: number[][]): Raster => ({
  width: rows[0]!.length,
  height: rows.length,
  channels: 1,
  data: Float64Array.from(rows.flat()),
});

describeWithSharedData('imresize against vectors of the shared data', () => {
  test('matrices in double precision agree to 1e-9', () => {
    const { vectors } = readJson<DoubleVectors>('golden', 'resize_double.json');
    expect(vectors.length).toBe(20);
    for (const { name, input, antialias, output_size, output } of vectors) {
      const [height, width] = output_size;
      const resized = imresize(raster(input), undefined, { width, height, antialias });
      const error = Math.max(...output.flat().map((value, i) => Math.abs(value - resized.data[i]!)));
      expect(error, name).toBeLessThan(1e-9);
    }
  });

  test('pictures agree in every sample, double and uint8, smaller and larger', async () => {
    for (const vector of readJson<ImageVector[]>('golden', 'resize_images.json')) {
      const { scale } = vector;
      const golden = (name: string) => readShared('golden', name);
      const hr = await golden(vector.hr);
      const lr = await golden(vector.lr_uint8);
      const uint8 = (image: typeof hr, s: number) =>
        fromLevels(imresize(toLevels(image), s, { arithmetic: 'uint8' }));
      expect(differingSamples(uint8(hr, 1 / scale), lr), vector.lr_uint8).toBe(0);
      const upscaled = await golden(vector.lr_uint8_upscaled_uint8);
      expect(differingSamples(uint8(lr, scale), upscaled), vector.lr_uint8_upscaled_uint8).toBe(0);
      const rounded = { rounded: true };
      const shrunk = await golden(vector.lr_double_rounded);
      expect(differingSamples(bicubic(hr, 1 / scale, rounded), shrunk), vector.lr_double_rounded).toBe(0);
      const enlarged = await golden(vector.lr_uint8_upscaled_double_rounded);
      expect(differingSamples(bicubic(lr, scale, rounded), enlarged)).toBe(0);
      const unrounded = imresize(toLevels(hr), 1 / scale).data;
      expect(unrounded.reduce((a, b) => Math.min(a, b))).toBeCloseTo(vector.double_lr_min, 9);
      expect(unrounded.reduce((a, b) => Math.max(a, b))).toBeCloseTo(vector.double_lr_max, 9);
      expect(unrounded.reduce((a, b) => a + b)).toBeCloseTo(vector.double_lr_sum, 5);
    }
  });
});

describe('imresize', () => {
  it('keeps a flat picture flat at any size and scale', () => {
    for (const [size, scale] of [
      [1, 4],
      [5, 1 / 3],
      [7, 0.61],
      [3, 2.5],
    ] as const) {
      const flat = {
        width: size,
        height: size + 1,
        channels: 3,
        data: new Float64Array(size * (size + 1) * 3).fill(77),
      };
      const resized = imresize(flat, scale);
      expect([resized.width, resized.height]).toEqual([
        Math.ceil(size * scale),
        Math.ceil((size + 1) * scale),
      ]);
      for (const value of resized.data) expect(value).toBeCloseTo(77, 10);
    }
  });

  it('says what is missing when there is neither a scale nor a size', () => {
    expect(() => imresize(raster([[1]]), undefined)).toThrow(/positive scale, or both width and height/);
  });
});
