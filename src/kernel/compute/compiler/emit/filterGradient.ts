import { type Convolution, type GraphNode, type OperationOf, sizeOf } from '../node';
import type { Builder } from './builder';
import { filterGradientAsConv } from './filterGradientAsConv';
import type { Layouts } from './layouts';

/** onnxruntime has no gradient of a convolution's filter: it is a convolution again, or one matrix product a tap. */
export function emitFilterGradient(
  node: GraphNode<OperationOf<'convFilter'>>,
  builder: Builder,
  layouts: Layouts,
): void {
  const { convolution } = node.op;
  const [x, dy] = node.inputs as [GraphNode, GraphNode];
  const asConv = filterGradientAsConv(x, dy, convolution, builder, layouts);
  if (asConv !== undefined) {
    layouts.place(node, 'natural', asConv);
    return;
  }
  const { input, output, strides, dilations, kernel } = convolution;
  const isSame = output[0] === input[0] && output[1] === input[1];
  const plainSteps = [...strides, ...dilations].every((step) => step === 1);
  const batch = x.shape[0]!;
  const taps = kernel[0] * kernel[1];
  if (isSame && plainSteps && taps > 1 && taps * Math.min(input[2], output[2]) <= MOST_STACKED) {
    const atOnce = sizeOf(x.shape) + sizeOf(dy.shape) > MOST_VALUES ? 1 : batch;
    const parts = Array.from({ length: batch / atOnce }, (_, k) => {
      const [ofX, ofDy] = [x, dy].map((all) => layouts.nchwOfImages(all, k * atOnce, atOnce));
      return stackedTaps(ofX!, ofDy!, atOnce, convolution, builder);
    });
    const gradient = parts.reduce((sum, part) => builder.op('Add', [sum, part]));
    layouts.place(node, 'natural', gradient);
    return;
  }
  const gradientBy = isSame && plainSteps && kernel[0] <= input[0] && kernel[0] > 1 ? stackedRows : tapByTap;
  const gradient = gradientBy(layouts.nchw(x), layouts.nchw(dy), batch, convolution, builder);
  layouts.place(node, 'natural', gradient);
}

/** A batch of more is taken image by image, because it is copied into another layout. */
const MOST_VALUES = 2 ** 21;

/** Rows of a matrix product that are worth a copy of the smaller image for each tap. */
const MOST_STACKED = 64;

/** One product, where x or dy has few channels: that one is stacked, moved by each tap, and the other stays as it is. */
function stackedTaps(x: string, dy: string, n: number, sizes: Convolution, builder: Builder): string {
  const {
    kernel: [kh, kw],
    input: [h, w, inputs],
    output: [, , outputs],
    pads: [top, left],
  } = sizes;
  const stacksX = inputs < outputs;
  const before = stacksX ? [top, left] : [kh - 1 - top, kw - 1 - left];
  const after = stacksX ? [kh - 1 - top, kw - 1 - left] : [top, left];
  const padded = builder.pad(stacksX ? x : dy, [0, 0, ...before], [0, 0, ...after]);
  const channels = Math.min(inputs, outputs);
  const moved = Array.from({ length: kh * kw }, (_, k) => {
    const [ky, kx] = [Math.floor(k / kw), k % kw];
    const start = stacksX ? [ky, kx] : [kh - 1 - ky, kw - 1 - kx];
    const bounds = [start, [start[0]! + h, start[1]! + w], [2, 3]].map((list) => builder.ints(list));
    return builder.op('Slice', [padded, ...bounds]);
  });
  const all = builder.op('Concat', moved, { axis: 1 });
  const stacked = builder.reshape(all, [n, kh * kw * channels, h * w]);
  const other = builder.reshape(stacksX ? dy : x, [n, Math.max(inputs, outputs), h * w]);
  const products = stacksX
    ? builder.multiplyByTransposed(stacked, other)
    : builder.multiplyByTransposed(other, stacked);
  const sum = builder.sum(products, [0]);
  return stacksX
    ? builder.reshape(sum, [kh, kw, inputs, outputs])
    : builder.reshape(builder.transpose(builder.reshape(sum, [inputs, kh * kw, outputs]), [1, 0, 2]), [
        kh,
        kw,
        inputs,
        outputs,
      ]);
}

/**
 * Few large products instead of many: the gradient's rows shifted by each ky are stacked as channels (one padding and
 * one gather), and one product with the image shifted by kx gives all taps of a column.
 */
function stackedRows(x: string, dy: string, n: number, sizes: Convolution, builder: Builder): string {
  const {
    kernel: [kh, kw],
    input: [h, w, inputs],
    output: [, , outputs],
    pads,
  } = sizes;
  const [top, left] = pads;
  const lead = kh - 1 - top; // rows of zeros before the first row
  const rows = builder.pad(builder.reshape(dy, [n * outputs, h * w]), [0, lead * w], [0, top * w]);
  const order = Array.from({ length: kh * h }, (_, k) => kh - 1 - Math.floor(k / h) + (k % h));
  const table = builder.once(`rows ${kh} ${h}`, () => {
    return builder.constant('int64', [kh, h], BigInt64Array.from(order, BigInt));
  });
  const gathered = builder.op('Gather', [builder.reshape(rows, [n * outputs, h + kh - 1, w]), table], {
    axis: 1,
  });
  const stacked = builder.reshape(gathered, [n, outputs * kh, h * w]);
  const products = Array.from({ length: kw }, (_, kx) => {
    const shift = kx - left;
    const moved = builder.pad(x, [0, 0, 0, -shift], [0, 0, 0, shift]);
    return builder.multiplyByTransposed(stacked, builder.reshape(moved, [n, inputs, h * w]));
  });
  const columns = kw === 1 ? products[0]! : builder.op('Concat', products, { axis: 2 });
  const sum = builder.sum(columns, [0]);
  return builder.transpose(builder.reshape(sum, [outputs, kh, kw, inputs]), [1, 2, 3, 0]);
}

/** Any stride, dilation and padding. */
function tapByTap(x: string, dy: string, n: number, sizes: Convolution, builder: Builder): string {
  const {
    kernel: [kh, kw],
    strides,
    dilations,
    pads,
    input,
    output,
  } = sizes;
  const [inputs, outputs] = [input[2], output[2]];
  const ends = [0, 1].map(
    (axis) => dilations[axis]! * (sizes.kernel[axis]! - 1) + (output[axis]! - 1) * strides[axis]! + 1,
  );
  // Windows may end before the padded image does, never after it.
  const [bottom, right] = [
    Math.max(pads[2], ends[0]! - input[0] - pads[0]),
    Math.max(pads[3], ends[1]! - input[1] - pads[1]),
  ];
  const padded = builder.pad(x, [0, 0, pads[0], pads[1]], [0, 0, bottom, right]);
  const flatDy = builder.reshape(dy, [n, outputs, output[0] * output[1]]);
  const products = Array.from({ length: kh * kw }, (_, k) => {
    const start = [Math.floor(k / kw) * dilations[0], (k % kw) * dilations[1]];
    const end = start.map((from, axis) => from + (output[axis]! - 1) * strides[axis]! + 1);
    const bounds = [start, end, [2, 3], strides].map((list) => builder.ints(list));
    const seen =
      kh * kw === 1 && strides[0] * strides[1] === 1 ? padded : builder.op('Slice', [padded, ...bounds]);
    return builder.multiplyByTransposed(builder.reshape(seen, [n, inputs, output[0] * output[1]]), flatDy);
  });
  const all = products.length === 1 ? products[0]! : builder.op('Concat', products, { axis: 1 });
  return builder.reshape(builder.sum(all, [0]), [kh, kw, inputs, outputs]);
}
