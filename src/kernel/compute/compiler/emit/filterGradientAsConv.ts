import { BLOCKED_DOMAIN } from '../../onnx';
import type { Convolution, GraphNode } from '../node';
import type { Builder } from './builder';
import type { Layouts } from './layouts';

/** Positions in the tables of a model; larger images take matrix products, whose memory does not grow with them. */
const MOST_POSITIONS = 2 ** 20;

/**
 * Whether the filter's gradient can be had as one blocked convolution: windows of stride 1 over an image of the
 * output's size, where channels of `dy` and columns of the batch fill whole blocks.
 */
export function isOneConvolution(dy: GraphNode, sizes: Convolution, layouts: Layouts): boolean {
  const [n, h, w] = dy.shape as [number, number, number];
  const { block } = layouts;
  const { input, output, strides, dilations, pads, kernel } = sizes;
  const steps = [...strides, ...dilations].every((step) => step === 1);
  const isSame = output[0] === input[0] && output[1] === input[1] && pads.every((size) => size >= 0);
  if (block === null || !steps || !isSame || kernel[0] > h || kernel[1] > w) return false;
  if (!layouts.fillsBlocks(dy) || w % (block / 2) !== 0 || (n * w) % block !== 0) return false;
  const chunk = w % block === 0 ? block : block / 2;
  return n * h * w * (input[2] / chunk + (kernel[1] * output[2]) / block) <= MOST_POSITIONS;
}

/**
 * dW[ky, kx, i, o] = sum of x[n, y + ky - top, x', i] dy[n, y, x' - kx + left, o] over n, y and x': a convolution whose
 * channels are the columns x' of all images of the batch, whose image is x (rows by channels i), and whose filters, as high
 * as the image, are dy moved by each kx. Blocked `dy` is nearly such a filter as it stands: it moves in whole blocks.
 */
export function filterGradientAsConv(
  x: GraphNode,
  dy: GraphNode,
  sizes: Convolution,
  builder: Builder,
  layouts: Layouts,
): string {
  const [n, h, w, outputs] = dy.shape as [number, number, number, number];
  const {
    kernel: [kh, kw],
    input: [, , inputs],
    pads: [top, left],
  } = sizes;
  const block = layouts.block!;
  const groups = outputs / block;

  const chunk = w % block === 0 ? block : block / 2;
  const imageTable = builder.once(`image table ${n} ${h} ${w} ${inputs}`, () =>
    builder.indices(imagePositions(n, h, w, inputs, block, chunk)),
  );
  const pieces = builder.reshape(layouts.nchw(x), [(n * inputs * h * w) / chunk, chunk]);
  const image = builder.op('Gather', [pieces, imageTable], { axis: 0 });

  const filterTable = builder.once(`filter table ${n} ${h} ${w} ${outputs} ${kw}`, () =>
    builder.indices(filterPositions(n, h, w, groups, block, kw)),
  );
  const pitch = w + kw - 1;
  const rows = builder.reshape(layouts.blocked(dy), [n * groups * h, w, block]);
  const wide = builder.pad(rows, [0, kw - 1 - left, 0], [0, left, 0]);
  const blocks = builder.reshape(wide, [n * groups * h * pitch, block]);
  const filters = builder.op('Gather', [blocks, filterTable], { axis: 0 });

  const gradient = builder.op(
    'Conv',
    [builder.reshape(image, [1, n * w, h, inputs]), builder.reshape(filters, [kw * outputs, n * w, h, 1])],
    {
      kernel_shape: [h, 1],
      pads: [top, 0, kh - 1 - top, 0],
      strides: [1, 1],
      dilations: [1, 1],
      group: 1,
    },
    { domain: BLOCKED_DOMAIN },
  );
  const parts = builder.reshape(gradient, [kw, groups, kh, inputs, block]);
  return builder.reshape(builder.transpose(parts, [2, 0, 3, 1, 4]), [kh, kw, inputs, outputs]);
}

/** Where in x, as [n, i, y, x'] cut in chunks of columns, the blocked image [(n x') / block, y, i, block] comes from. */
function imagePositions(
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

/** Where in dy, as [n, o / block, y, x + kw - 1], the blocked filters [kx, o / block, (n x') / block, y, block] come from. */
function filterPositions(
  n: number,
  h: number,
  w: number,
  groups: number,
  block: number,
  kw: number,
): Int32Array {
  const pitch = w + kw - 1;
  const positions = new Int32Array(kw * groups * n * h * w);
  let at = 0;
  for (let kx = 0; kx < kw; kx++)
    for (let group = 0; group < groups; group++)
      for (let first = 0; first < n * w; first += block)
        for (let y = 0; y < h; y++)
          for (let column = first; column < first + block; column++) {
            const row = (Math.floor(column / w) * groups + group) * h + y;
            positions[at++] = row * pitch + (column % w) + kw - 1 - kx;
          }
  return positions;
}
