import { BLOCKED_DOMAIN } from '../../onnx';
import { type Convolution, type GraphNode, sizeOf } from '../node';
import type { Builder } from './builder';
import { chunkOf, filterPositions, imagePositions, movedColumns } from './filterGradientTables';
import type { Layouts } from './layouts';

/** Positions in the tables of one convolution, which bound its memory; of more images there are several convolutions. */
const MOST_POSITIONS = 2 ** 19;
/** A single image may take more. */
const MOST_POSITIONS_OF_ONE = 2 ** 22;

/**
 * How many images of the batch one blocked convolution takes whose result is the filter's gradient: 0 where it can't be had so.
 * Its windows must be of stride 1 over an image of the output's size, and channels of `dy` and columns of the images
 * must fill whole blocks.
 */
export function imagesAtOnce(dy: GraphNode, sizes: Convolution, layouts: Layouts): number {
  const [n, h, w] = dy.shape as [number, number, number];
  const { block } = layouts;
  const { input, output, strides, dilations, pads, kernel } = sizes;
  const steps = [...strides, ...dilations].every((step) => step === 1);
  const isSame = output[0] === input[0] && output[1] === input[1] && pads.every((size) => size >= 0);
  if (block === null || !steps || !isSame || kernel[0] > h || kernel[1] > w) return 0;
  if (!layouts.fillsBlocks(dy) || w % (block / 2) !== 0) return 0;
  const chunk = chunkOf(w, block);
  const positions = h * w * (input[2] / chunk + (kernel[1] * output[2]) / block);
  const fits = (images: number): boolean =>
    (images * w) % block === 0 &&
    images * positions <= (images === 1 ? MOST_POSITIONS_OF_ONE : MOST_POSITIONS);
  return divisorsOf(n).find(fits) ?? 0;
}

/** The largest first. */
const divisorsOf = (n: number): number[] =>
  Array.from({ length: n }, (_, k) => n - k).filter((divisor) => n % divisor === 0);

/**
 * dW[ky, kx, i, o] = sum of x[n, y + ky - top, x', i] dy[n, y, x' - kx + left, o] over n, y and x': a convolution whose
 * channels are the columns x' of the images, whose image is x (rows by channels i), and whose filters, as high
 * as the image, are dy moved by each kx. Blocked `dy` is nearly such a filter as it stands: it moves in whole blocks.
 *
 * @param images of the batch in one convolution; the next adds to what it gives
 */
export function filterGradientAsConv(
  x: GraphNode,
  dy: GraphNode,
  sizes: Convolution,
  images: number,
  builder: Builder,
  layouts: Layouts,
): string {
  const [n, h, w, outputs] = dy.shape as [number, number, number, number];
  const {
    kernel: [kh, kw],
    input: [, , inputs],
    pads: [top],
  } = sizes;
  const block = layouts.block!;
  const parts = partsFor(builder.threads, (images * w) / block);
  const attributes = {
    ...{ kernel_shape: [h, 1], pads: [top, 0, kh - 1 - top, 0] },
    ...{ strides: [1, 1], dilations: [1, 1], group: parts },
  };
  const firsts = Array.from({ length: n / images }, (_, k) => k * images);
  // Written before all convolutions: onnxruntime then computes what one needs only after the one before.
  const operands = firsts.map((first) => [
    imageOf(x, first, images, builder, layouts),
    filtersOf(dy, first, images, parts, sizes, builder, layouts),
  ]);
  let gradient: string | undefined;
  for (const pair of operands) {
    const addend = gradient === undefined ? [] : ['', gradient];
    gradient = builder.op('Conv', [...pair, ...addend], attributes, { domain: BLOCKED_DOMAIN });
  }
  const blocks = [kw, outputs / block, kh, inputs, block];
  const values = blocks.reduce((product, size) => product * size);
  const ones = builder.once(`ones ${parts}`, () =>
    builder.constant('float32', [1, parts], new Float32Array(parts).fill(1)),
  );
  // A product with ones adds a few long rows several times as quick as a sum over the first axis.
  const sum =
    parts === 1 ? gradient! : builder.op('MatMul', [ones, builder.reshape(gradient!, [parts, values])]);
  const whole = builder.reshape(sum, blocks);
  return builder.reshape(builder.transpose(whole, [2, 0, 3, 1, 4]), [kh, kw, inputs, outputs]);
}

/**
 * Parts of the columns that become groups of the convolution, to be added in the end: onnxruntime's threads share
 * groups, but few filters and rows not evenly.
 * @param blocks of columns
 */
const partsFor = (threads: number, blocks: number): number =>
  divisorsOf(blocks).find((parts) => parts <= threads)!;

/** The images from `first` on, as one of [1, columns, h, i]: a whole batch of them would be held until its last image. */
function imageOf(x: GraphNode, first: number, images: number, builder: Builder, layouts: Layouts): string {
  const [, h, w, inputs] = x.shape as [number, number, number, number];
  const block = layouts.block!;
  const layout = (['natural', 'blocked'] as const).find((one) => layouts.has(x, one));
  if (w % block > 0 || layout === undefined) return imageOfRows(x, first, images, builder, layouts);
  // Blocks of columns are turned where they are, and then moved.
  const part = layouts.ofImages(x, layout, first, images);
  const slices = layout === 'natural' ? 1 : inputs / block;
  const channels = inputs / slices;
  const turned = builder.op(
    'ReorderInput',
    [builder.reshape(part, [images * slices * h, w, 1, channels])],
    { channels_last: 0 },
    { domain: BLOCKED_DOMAIN },
  );
  const pieces = builder.reshape(turned, [(images * slices * h * w) / block, channels * block]);
  const table = builder.once(`moved columns ${images} ${slices} ${h} ${w}`, () =>
    builder.indices(movedColumns(images, slices, h, w / block)),
  );
  return builder.reshape(builder.op('Gather', [pieces, table], { axis: 0 }), [1, images * w, h, inputs]);
}

/** The same from rows of the images. */
function imageOfRows(
  x: GraphNode,
  first: number,
  images: number,
  builder: Builder,
  layouts: Layouts,
): string {
  const [, h, w, inputs] = x.shape as [number, number, number, number];
  const block = layouts.block!;
  const chunk = chunkOf(w, block);
  const part = layouts.nchwOfImages(x, first, images);
  const pieces = builder.reshape(part, [(images * inputs * h * w) / chunk, chunk]);
  const table = builder.once(`image table ${images} ${h} ${w} ${inputs}`, () =>
    builder.indices(imagePositions(images, h, w, inputs, block, chunk)),
  );
  return builder.reshape(builder.op('Gather', [pieces, table], { axis: 0 }), [1, images * w, h, inputs]);
}

/** dy of the images from `first` on, moved by each kx, as filters of [part kx o, columns / parts, h, 1]. */
function filtersOf(
  dy: GraphNode,
  first: number,
  images: number,
  parts: number,
  { kernel: [, kw], pads: [, left] }: Convolution,
  builder: Builder,
  layouts: Layouts,
): string {
  const [, h, w, outputs] = dy.shape as [number, number, number, number];
  const block = layouts.block!;
  const groups = outputs / block;
  const ofOne = groups * h;
  const part = builder.reshape(layouts.ofImages(dy, 'blocked', first, images), [images * ofOne, w, block]);
  const zeros = (columns: number): string[] => {
    if (columns === 0) return [];
    const shape = [images * ofOne, columns, block];
    const make = () => builder.constant('float32', shape, new Float32Array(sizeOf(shape)));
    return [builder.once(`zeros ${shape}`, make)];
  };
  // Twice as quick as padding.
  const joined = [...zeros(kw - 1 - left), part, ...zeros(left)];
  const wide = joined.length === 1 ? part : builder.op('Concat', joined, { axis: 1 });
  const table = builder.once(`filter table ${images} ${h} ${w} ${outputs} ${kw} ${parts}`, () =>
    builder.indices(filterPositions(images, h, w, groups, block, kw, parts)),
  );
  const blocks = builder.reshape(wide, [images * ofOne * (w + kw - 1), block]);
  const filters = builder.op('Gather', [blocks, table], { axis: 0 });
  return builder.reshape(filters, [parts * kw * outputs, (images * w) / parts, h, 1]);
}
