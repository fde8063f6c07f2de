// From where the operands of a filter gradient that is computed as a blocked convolution gather their values.

/** Columns of an image that are moved together. */
export const chunkOf = (w: number, block: number): number => (w % block === 0 ? block : block / 2);

/** Where in x, as [n, i, y, x'] cut in chunks of columns, the blocked image [(n x') / block, y, i, block] comes from. */
export function imagePositions(
  n: number,
  h: number,
  w: number,
  inputs: number,
  block: number,
  chunk: number,
): Int32Array {
  const chunks = w / chunk;
  const perBlock = block / chunk;
  const positions = new Int32Array(n * h * chunks * inputs);
  let at = 0;
  for (let first = 0; first < n * chunks; first += perBlock)
    for (let y = 0; y < h; y++)
      for (let i = 0; i < inputs; i++)
        for (let k = first; k < first + perBlock; k++)
          positions[at++] = ((Math.floor(k / chunks) * inputs + i) * h + y) * chunks + (k % chunks);
  return positions;
}

/** Where in [n, slices, y, columns] the pieces of [n columns, y, slices] come from. */
export function movedColumns(n: number, slices: number, h: number, columns: number): Int32Array {
  const positions = new Int32Array(n * slices * h * columns);
  let at = 0;
  for (let image = 0; image < n; image++)
    for (let column = 0; column < columns; column++)
      for (let y = 0; y < h; y++)
        for (let slice = 0; slice < slices; slice++)
          positions[at++] = ((image * slices + slice) * h + y) * columns + column;
  return positions;
}

/**
 * Where in dy, as [n, o / block, y, x + kw - 1], the blocked filters [part, kx, o / block, columns / block, y, block] come
 * from, each part of which has its share of the columns (n x').
 */
export function filterPositions(
  n: number,
  h: number,
  w: number,
  blocks: number,
  block: number,
  kw: number,
  parts: number,
): Int32Array {
  const pitch = w + kw - 1;
  const columns = (n * w) / parts;
  const positions = new Int32Array(kw * blocks * n * h * w);
  let at = 0;
  for (let part = 0; part < parts; part++)
    for (let kx = 0; kx < kw; kx++)
      for (let o = 0; o < blocks; o++)
        for (let first = part * columns; first < (part + 1) * columns; first += block)
          for (let y = 0; y < h; y++)
            for (let column = first; column < first + block; column++) {
              const row = (Math.floor(column / w) * blocks + o) * h + y;
              positions[at++] = row * pitch + (column % w) + kw - 1 - kx;
            }
  return positions;
}
