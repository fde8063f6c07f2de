import { expect, it } from 'vitest';
import {
  chunkOf,
  filterPositions,
  imagePositions,
} from '../../../../../../src/kernel/compute/compiler/emit/filterGradientTables';

const wave = (h: number, w: number, c: number, pitch: number) => (i: number[]) =>
  Math.sin(pitch * (1 + ((i[0]! * h + i[1]!) * w + i[2]!) * c + i[3]!));

/** Every index of a shape, the last running fastest. */
function* indicesOf([size = 1, ...rest]: readonly number[]): Generator<number[]> {
  for (let i = 0; i < size; i++)
    if (rest.length === 0) yield [i];
    else for (const more of indicesOf(rest)) yield [i, ...more];
}

const listed = (shape: number[], value: (index: number[]) => number): number[] =>
  [...indicesOf(shape)].map(value);

// Machines have one block size; the other is never run on them.
it.each([
  { block: 8, n: 2, h: 3, w: 8, inputs: 3, outputs: 8, kh: 3, kw: 3, parts: 2 },
  { block: 8, n: 2, h: 2, w: 4, inputs: 2, outputs: 16, kh: 1, kw: 2, parts: 1 },
  { block: 8, n: 4, h: 3, w: 12, inputs: 1, outputs: 8, kh: 2, kw: 5, parts: 3 },
  { block: 16, n: 2, h: 2, w: 8, inputs: 2, outputs: 16, kh: 2, kw: 4, parts: 1 },
  { block: 16, n: 1, h: 2, w: 32, inputs: 1, outputs: 32, kh: 1, kw: 3, parts: 2 },
])('the tables give the definition: $block $n $h $w $kw in $parts parts', (sizes) => {
  const { block, n, h, w, inputs, outputs, kh, kw, parts } = sizes;
  const [top, left] = [Math.floor((kh - 1) / 2), Math.floor((kw - 1) / 2)];
  const x = wave(h, w, inputs, 0.7);
  const dy = wave(h, w, outputs, 1.3);
  const inside = (size: number, i: number): boolean => i >= 0 && i < size;
  const expected = listed([kh, kw, inputs, outputs], ([ky, kx, i, o]) =>
    listed([n, h, w], ([image, row, column]) => {
      const [y, across] = [row! + ky! - top, column! + kx! - left];
      return inside(h, y) && inside(w, across)
        ? x([image!, y, across, i!]) * dy([image!, row!, column!, o!])
        : 0;
    }).reduce((a, b) => a + b),
  );

  const chunk = chunkOf(w, block);
  const nchw = listed([n, inputs, h, w], ([image, i, y, column]) => x([image!, y!, column!, i!]));
  const blockedImage = [...imagePositions(n, h, w, inputs, block, chunk)].flatMap((at) =>
    nchw.slice(at * chunk, (at + 1) * chunk),
  );
  const wide = listed([n, outputs / block, h, w + kw - 1, block], ([image, group, y, place, o]) => {
    const column = place! - (kw - 1 - left);
    return inside(w, column) ? dy([image!, y!, column, group! * block + o!]) : 0;
  });
  const blockedFilters = [...filterPositions(n, h, w, outputs / block, block, kw, parts)].flatMap((at) =>
    wide.slice(at * block, (at + 1) * block),
  );
  // The blocked convolution, in words of its layouts: [columns / block, h, i, block] and
  // [part kx o / block, columns / block / parts, h, block, block], the parts added.
  const channels = (n * w) / block;
  const found = listed([kh, kw, inputs, outputs], ([ky, kx, i, o]) =>
    listed([channels, h, block], ([channel, y, lane]) => {
      const row = y! + ky! - top;
      if (!inside(h, row)) return 0;
      const ofPart = channels / parts;
      const [part, inPart] = [Math.floor(channel! / ofPart), channel! % ofPart];
      const group = (part * kw + kx!) * (outputs / block) + Math.floor(o! / block);
      const filterAt = (((group * ofPart + inPart) * h + y!) * block + lane!) * block + (o! % block);
      return blockedImage[((channel! * h + row) * inputs + i!) * block + lane!]! * blockedFilters[filterAt]!;
    }).reduce((a, b) => a + b),
  );
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 9);
});
