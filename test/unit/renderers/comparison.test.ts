import { describe, expect, test } from 'vitest';
import { difference } from '../../../src/renderers/comparison/difference';
import { columnsFor, sceneOf, shapeNotes } from '../../../src/renderers/comparison/layout';
import type { Raster } from '../../../src/renderers/comparison/raster';
import { flip, initialState, nudge, select, withImages } from '../../../src/renderers/comparison/state';

const raster = (width: number, height: number, colour: (x: number, y: number) => number[]): Raster => {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set([...colour(x, y), 255], (y * width + x) * 4);
  return { width, height, data };
};

describe('difference', () => {
  const a = raster(2, 1, (x) => (x === 0 ? [100, 50, 0] : [10, 10, 10]));
  const b = raster(2, 1, (x) => (x === 0 ? [90, 80, 0] : [10, 10, 10]));

  test('absolute and signed values are exact, clipped and opaque', () => {
    expect([...difference(a, b, 'absolute', 4).data]).toEqual([40, 120, 0, 255, 0, 0, 0, 255]);
    expect([...difference(a, b, 'signed', 4).data]).toEqual([168, 8, 128, 255, 128, 128, 128, 255]);
    expect([...difference(a, b, 'absolute', 64).data.slice(0, 2)]).toEqual([255, 255]);
    expect(difference(a, b, 'absolute', 4)).toMatchObject({ mean: 40 / 6, largest: 30 });
  });

  test('a heat map rises in lightness', () => {
    const ramp = raster(6, 1, (x) => [x * 50, x * 50, x * 50]);
    const heat = difference(
      ramp,
      raster(6, 1, () => [0, 0, 0]),
      'heat',
      1,
    ).data;
    const light = [0, 1, 2, 3, 4, 5].map(
      (x) => 0.2126 * heat[x * 4]! + 0.7152 * heat[x * 4 + 1]! + 0.0722 * heat[x * 4 + 2]!,
    );
    expect(light).toEqual([...light].sort((p, q) => p - q));
  });

  test('an image and its nearest-neighbour enlargement do not differ', () => {
    const small = raster(5, 3, (x, y) => [x * 40, y * 60, 7]);
    const large = raster(15, 9, (x, y) => [Math.floor(x / 3) * 40, Math.floor(y / 3) * 60, 7]);
    expect(difference(small, large, 'absolute', 1)).toMatchObject({
      width: 15,
      height: 9,
      mean: 0,
      largest: 0,
    });
    expect(difference(large, small, 'absolute', 1).largest).toBe(0);
  });
});

describe('comparison state', () => {
  const images = ['LR', 'bicubic', 'restored', 'truth'].map((label) => ({
    label,
    png: '',
    width: 8,
    height: 8,
  }));

  test('first judges the last result against the reference', () => {
    expect(initialState({ images, reference: 3 })).toMatchObject({
      mode: 'side',
      left: 0,
      right: 2,
      compared: 2,
      against: 3,
    });
    expect(initialState({ images: images.slice(0, 1) })).toMatchObject({
      current: 0,
      left: 0,
      compared: 0,
      against: 0,
    });
  });

  test('flips between the last two that were selected', () => {
    const chosen = select(select(initialState({ images, reference: 3 }), 0), 1);
    expect(flip(chosen)).toMatchObject({ mode: 'flicker', current: 0, previous: 1 });
    expect(flip(flip(chosen))).toEqual(chosen);
  });

  test('keeps its choices when the output is patched, unless an image is gone', () => {
    const chosen = {
      ...initialState({ images, reference: 3 }),
      mode: 'wipe' as const,
      left: 1,
      right: 3,
      wipe: 0.2,
    };
    expect(withImages(chosen, { images, reference: 3 })).toEqual(chosen);
    expect(withImages(chosen, { images: images.slice(0, 3) })).toMatchObject({
      mode: 'wipe',
      left: 1,
      right: 1,
      wipe: 0.2,
    });
  });

  test('brackets move the wipe or the gain within their limits', () => {
    const state = initialState({ images, reference: 3 });
    expect(nudge({ ...state, mode: 'wipe', wipe: 0.99 }, 1).wipe).toBe(1);
    expect(nudge({ ...state, mode: 'difference', gain: 0 }, -1).gain).toBe(0);
  });
});

describe('layout', () => {
  test('rows are even', () => {
    expect([456, 700, 976].map((width) => columnsFor(4, width))).toEqual([2, 2, 4]);
    expect(columnsFor(5, 700)).toBe(3);
    expect(columnsFor(3, 120)).toBe(1);
  });

  test('the scene is the reference, else the largest image; another shape is named', () => {
    const sizes = [
      { label: 'LR', width: 60, height: 40 },
      { label: 'SR', width: 120, height: 80 },
      { label: 'crop', width: 80, height: 80 },
    ];
    expect(sceneOf(sizes, undefined)).toEqual({ width: 120, height: 80 });
    expect(sceneOf(sizes, 0)).toEqual({ width: 60, height: 40 });
    expect(shapeNotes(sizes, { width: 120, height: 80 })).toEqual([
      'Another shape than the rest, stretched to compare: crop.',
    ]);
  });
});
