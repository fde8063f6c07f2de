import { describe, expect, it } from 'vitest';
import {
  type Correlation,
  movingPositions,
  reachOf,
  stillPositions,
  type Tiling,
  tilingOf,
} from '../../../../../../src/kernel/compute/compiler/emit/filterGradientTiling';

/** Every index of a shape, the last running fastest. */
function* indicesOf([size = 1, ...rest]: readonly number[]): Generator<number[]> {
  for (let i = 0; i < size; i++)
    if (rest.length === 0) yield [i];
    else for (const more of indicesOf(rest)) yield [i, ...more];
}

const listed = (shape: readonly number[], value: (index: number[]) => number): number[] =>
  [...indicesOf(shape)].map(value);

const wave =
  ([, h, w, c]: readonly number[], pitch: number) =>
  (image: number, y: number, x: number, i: number) =>
    Math.sin(pitch * (1 + ((image * h! + y) * w! + x) * c! + i));

const same: Correlation = {
  ...{ kernel: [3, 3], strides: [1, 1], pads: [1, 1], still: [4, 6], moving: [4, 6], mirrored: false },
};

const CASES: readonly [name: string, Correlation, Tiling, block: number, slices: number][] = [
  ['tiles of two rows', same, { rows: 2, columns: 3, channels: 8, groups: 1 }, 8, 1],
  ['two groups, channels in slices', same, { rows: 1, columns: 3, channels: 16, groups: 2 }, 8, 2],
  ['tiles of zeros', same, { rows: 4, columns: 6, channels: 32, groups: 2 }, 16, 2],
  ['mirrored', { ...same, mirrored: true }, { rows: 2, columns: 2, channels: 16, groups: 1 }, 16, 1],
  [
    'stride 2 and a border that is cut off',
    { ...same, kernel: [2, 4], strides: [2, 3], pads: [-1, 2], moving: [9, 19] },
    { rows: 2, columns: 2, channels: 16, groups: 2 },
    ...([8, 1] as const),
  ],
];

// Machines have one block size; the other is never run on them.
it.each(CASES)('the tables give the definition: %s', (_, correlation, tiling, block, slices) => {
  const { kernel, strides, pads, still, moving, mirrored } = correlation;
  const [images, slide, filters] = [2, 4, 2 * block];
  const [kh, kw] = kernel;
  const values = {
    still: wave([images, ...still, filters], 1.3),
    moving: wave([images, ...moving, slide], 0.7),
  };
  const inside = (size: number, i: number): boolean => i >= 0 && i < size;
  const expected = listed([kh, kw, slide, filters], ([ky, kx, i, o]) =>
    listed([images, ...still], ([image, y, x]) => {
      const [row, column] = [y! * strides[0] + ky! - pads[0], x! * strides[1] + kx! - pads[1]];
      return inside(moving[0], row) && inside(moving[1], column)
        ? values.still(image!, y!, x!, o!) * values.moving(image!, row, column, i!)
        : 0;
    }).reduce((a, b) => a + b),
  );

  const length = slide / slices;
  const pieces = [
    ...listed([images, slices, ...moving, length], ([image, slice, y, x, i]) =>
      values.moving(image!, y!, x!, slice! * length + i!),
    ),
    ...new Array<number>(length).fill(0),
  ];
  const tiles = [...movingPositions(correlation, tiling, images, slices)].flatMap((at) =>
    pieces.slice(at * length, (at + 1) * length),
  );
  const blocked = listed([images, filters / block, ...still, block], ([image, group, y, x, o]) =>
    values.still(image!, y!, x!, group! * block + o!),
  );
  const weights = [...stillPositions(correlation, tiling, images, filters / block, block)].flatMap((at) =>
    blocked.slice(at * block, (at + 1) * block),
  );
  // The blocked convolution in words of its layouts: [channels, height, width slide] before its channels are turned, and
  // [group o / block, channels / block / groups, rows, columns, block, block], the groups added.
  const { rows, columns, channels, groups } = tiling;
  const [high, wide] = reachOf(correlation, tiling);
  const ofGroup = channels / groups;
  const found = listed([kh, kw, slide, filters], ([ky, kx, i, o]) => {
    const [j, k] = mirrored ? [kh - 1 - ky!, kw - 1 - kx!] : [ky!, kx!];
    return listed([channels, rows, columns], ([channel, y, x]) => {
      const group = Math.floor(channel! / ofGroup) * (filters / block) + Math.floor(o! / block);
      const place = Math.floor((channel! % ofGroup) / block);
      const filter = ((group * (ofGroup / block) + place) * rows + y!) * columns + x!;
      const weight = weights[(filter * block + (channel! % block)) * block + (o! % block)]!;
      const pixel = (channel! * high + y! * strides[0] + j) * wide + x! * strides[1] + k;
      return tiles[pixel * slide + i!]! * weight;
    }).reduce((a, b) => a + b);
  });
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 9);
});

describe('tilings', () => {
  const ofSize = (height: number, width: number): Correlation => ({
    ...same,
    ...{ still: [height, width], moving: [height, width] },
  });

  it.each([
    [64, 64, 4, 64, 16, 2],
    [32, 32, 4, 32, 16, 2],
    [45, 80, 1, 16, 8, 4],
    [131, 7, 3, 48, 16, 3],
    [1, 1, 1, 8, 8, 1],
    [256, 256, 1, 32, 16, 16],
  ])(
    'of %i x %i, %i images, %i filters in blocks of %i for %i threads cover every pixel once',
    (...sizes) => {
      const [height, width, images, filters, block, threads] = sizes;
      const { rows, columns, channels, groups } = tilingOf(
        ofSize(height, width),
        images,
        filters,
        block,
        threads,
      );
      expect([height % rows, width % columns]).toEqual([0, 0]);
      expect(channels * rows * columns).toBeGreaterThanOrEqual(images * height * width);
      expect(channels % (block * groups)).toBe(0);
      expect(groups).toBeLessThanOrEqual(threads);
    },
  );

  it('keep both threads busy, waste nothing where sizes allow, and keep weights in the cache', () => {
    expect(tilingOf(ofSize(64, 64), 4, 64, 16, 2)).toEqual({
      rows: 8,
      columns: 16,
      channels: 128,
      groups: 2,
    });
  });
});
