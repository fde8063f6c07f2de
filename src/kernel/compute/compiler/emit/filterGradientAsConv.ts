import { BLOCKED_DOMAIN } from '../../onnx';
import { type Convolution, type GraphNode, sizeOf } from '../node';
import type { Builder } from './builder';
import {
  type Correlation,
  divisorsOf,
  movingPositions,
  reachOf,
  stillPositions,
  type Tiling,
  tilingOf,
} from './filterGradientTiling';
import type { Layout, Layouts } from './layouts';

/** Positions in the tables of one convolution, which bound its memory; of more images there are several convolutions. */
const MOST_POSITIONS = 2 ** 19;
/** A single image may take more. */
const MOST_POSITIONS_OF_ONE = 2 ** 22;

/** A filter gradient as a blocked convolution. */
interface Plan {
  /** The tensor whose tiles become filters, and the one over which they slide. */
  still: GraphNode;
  moving: GraphNode;
  correlation: Correlation;
  tiling: Tiling;
  /** Of the batch in one convolution; the next adds to what it gives. */
  images: number;
  /** Of `moving`, and the pieces in which a pixel lies in it. */
  layout: Layout;
  slices: number;
}

/**
 * The gradient of a filter as a blocked convolution in which x slides under tiles of dy, or dy under tiles of x: whichever
 * fills blocks is cut into filters, and what has fewer channels slides. Undefined where neither can be. Zeros beyond borders and
 * in spare tiles are multiplied too: one value that is not finite makes more of the gradient NaN than it does eagerly.
 */
export function filterGradientAsConv(
  x: GraphNode,
  dy: GraphNode,
  sizes: Convolution,
  builder: Builder,
  layouts: Layouts,
): string | undefined {
  const plan = planOf(x, dy, sizes, builder.threads, layouts);
  return plan && emitPlan(plan, sizes, builder, layouts);
}

function planOf(
  x: GraphNode,
  dy: GraphNode,
  sizes: Convolution,
  threads: number,
  layouts: Layouts,
): Plan | undefined {
  const { kernel, strides, dilations, pads, input, output } = sizes;
  if (dilations.some((step) => step > 1) || sizeOf(x.shape) * sizeOf(dy.shape) === 0) return undefined;
  const cutsDy = layouts.fillsBlocks(dy);
  const cutsX = layouts.fillsBlocks(x) && strides.every((step) => step === 1);
  if (!cutsDy && !cutsX) return undefined;
  const mirrored = !cutsDy || (cutsX && output[2] < input[2]);
  const [still, moving] = mirrored ? [x, dy] : [dy, x];
  const [top, left] = mirrored ? [kernel[0] - 1 - pads[0], kernel[1] - 1 - pads[1]] : pads;
  const correlation: Correlation = {
    ...{ kernel, strides, mirrored, pads: [top, left] },
    still: [still.shape[1]!, still.shape[2]!],
    moving: [moving.shape[1]!, moving.shape[2]!],
  };
  const block = layouts.block!;
  // Whole pixels are fewer pieces.
  const isWhole = layouts.has(moving, 'natural') || !layouts.fillsBlocks(moving);
  const layout = isWhole ? 'natural' : 'blocked';
  const slices = isWhole ? 1 : moving.shape[3]! / block;
  for (const images of divisorsOf(still.shape[0]!)) {
    const tiling = tilingOf(correlation, images, still.shape[3]!, block, threads);
    const [high, wide] = reachOf(correlation, tiling);
    const { rows, columns, channels } = tiling;
    const positions = channels * (high * wide * slices + (rows * columns * still.shape[3]!) / block);
    if (positions <= (images === 1 ? MOST_POSITIONS_OF_ONE : MOST_POSITIONS))
      return { still, moving, correlation, tiling, images, layout, slices };
  }
  return undefined;
}

function emitPlan(plan: Plan, sizes: Convolution, builder: Builder, layouts: Layouts): string {
  const { still, moving, correlation, tiling, images } = plan;
  const { strides, mirrored } = correlation;
  const { rows, columns, groups } = tiling;
  const [slide, filters] = [moving.shape[3]!, still.shape[3]!];
  const attributes = {
    ...{ kernel_shape: [rows, columns], pads: [0, 0, 0, 0], strides: [1, 1] },
    ...{ dilations: [strides[0], strides[1] * slide], group: groups },
  };
  const firsts = Array.from({ length: still.shape[0]! / images }, (_, k) => k * images);
  // Written before all convolutions: onnxruntime then computes what one needs only after the one before. The filters come
  // first, which leaves its arena in fewer fragments.
  const operands = firsts.map((first) => {
    const weights = filtersOf(plan, first, builder, layouts);
    return [imageOf(plan, first, builder, layouts), weights];
  });
  let sum: string | undefined;
  for (const pair of operands) {
    const addend = sum === undefined ? [] : ['', sum];
    sum = builder.op('Conv', [...pair, ...addend], attributes, { domain: BLOCKED_DOMAIN });
  }
  const [kh, kw, inputs, outputs] = [...sizes.kernel, sizes.input[2], sizes.output[2]];
  const block = layouts.block!;
  const whole = sumOfGroups(sum!, groups, kh * kw * inputs * outputs, builder);
  const turned = mirrored
    ? builder.transpose(builder.reshape(whole, [inputs / block, kh * kw, outputs, block]), [1, 0, 3, 2])
    : builder.transpose(builder.reshape(whole, [filters / block, kh * kw * inputs, block]), [1, 0, 2]);
  return builder.reshape(turned, [kh, kw, inputs, outputs]);
}

/** A product with ones adds a few long rows several times as quick as a sum over the first axis. */
function sumOfGroups(values: string, groups: number, size: number, builder: Builder): string {
  if (groups === 1) return values;
  const ones = builder.once(`ones ${groups}`, () =>
    builder.constant('float32', [1, groups], new Float32Array(groups).fill(1)),
  );
  return builder.op('MatMul', [ones, builder.reshape(values, [groups, size])]);
}

const keyOf = ({ correlation, tiling, images }: Plan): string =>
  JSON.stringify([correlation, tiling, images]);

/**
 * The images from `first` on as one of [1, tiles, height, width slide]: a convolution steps from one pixel to the next by a
 * dilation of all channels. A whole batch would be held until its last image.
 */
function imageOf(plan: Plan, first: number, builder: Builder, layouts: Layouts): string {
  const { moving, correlation, tiling, images, layout, slices } = plan;
  const [, height, width, slide] = moving.shape as [number, number, number, number];
  const [high, wide] = reachOf(correlation, tiling);
  const block = layouts.block!;
  const { channels } = tiling;
  const length = slide / slices;
  const part = layouts.ofImages(moving, layout, first, images);
  const pieces = builder.reshape(part, [images * slices * height * width, length]);
  const zeros = builder.once(`zeros ${length}`, () =>
    builder.constant('float32', [1, length], new Float32Array(length)),
  );
  const table = builder.once(`moving ${keyOf(plan)} ${slices}`, () =>
    builder.indices(movingPositions(correlation, tiling, images, slices)),
  );
  const all = builder.op('Concat', [pieces, zeros], { axis: 0 });
  const tiles = builder.reshape(builder.op('Gather', [all, table], { axis: 0 }), [
    ...[channels / block, block, high, wide * slide],
  ]);
  const turned = builder.op('ReorderInput', [tiles], { channels_last: 0 }, { domain: BLOCKED_DOMAIN });
  return builder.reshape(turned, [1, channels, high, wide * slide]);
}

/** Tiles of the images from `first` on, as filters of [groups filters, tiles / groups, rows, columns]. */
function filtersOf(plan: Plan, first: number, builder: Builder, layouts: Layouts): string {
  const { still, correlation, tiling, images } = plan;
  const [n, height, width, filters] = still.shape as [number, number, number, number];
  const block = layouts.block!;
  const blocks = filters / block;
  const { rows, columns, channels, groups } = tiling;
  const table = builder.once(`still ${keyOf(plan)} ${blocks}`, () =>
    builder.indices(stillPositions(correlation, tiling, images, blocks, block)),
  );
  const ofOne = blocks * height * width;
  const positions = first === 0 ? table : builder.op('Add', [table, builder.number(first * ofOne, 'int32')]);
  const pixels = builder.reshape(layouts.blocked(still), [n * ofOne, block]);
  const gathered = builder.op('Gather', [pixels, positions], { axis: 0 });
  return builder.reshape(gathered, [groups * filters, channels / groups, rows, columns]);
}
