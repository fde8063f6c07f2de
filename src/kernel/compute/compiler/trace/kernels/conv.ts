import * as tf from '@tensorflow/tfjs';
import { add, multiply, pad, reduce, reshape, slice } from '../../build';
import { type Convolution, type Epilogue, type GraphNode, makeNode, type Shape, sizeOf } from '../../node';
import { full } from '../constants';
import { CompileError } from '../error';
import { lower } from '../lowering';
import { activate } from './activation';

const NOTHING: Epilogue = { bias: false, addend: false, relu: false };

type Attributes = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'> & {
  dilations?: [number, number] | number;
  dataFormat?: string;
};

export function convolution(x: Shape, filter: Shape, attributes: Attributes, depthwise = false): Convolution {
  const { strides, pad: padding, dimRoundingMode, dilations = 1, dataFormat = 'NHWC' } = attributes;
  if (dataFormat !== 'NHWC')
    throw new CompileError(`A ${dataFormat} convolution cannot be compiled: use NHWC.`);
  const info = tf.backend_util.computeConv2DInfo(
    [...x] as [number, number, number, number],
    [...filter] as [number, number, number, number],
    strides,
    dilations,
    padding,
    dimRoundingMode,
    depthwise,
  );
  return sizesOf(info, depthwise);
}

export function sizesOf(info: tf.backend_util.Conv2DInfo, depthwise: boolean): Convolution {
  if (info.outHeight < 0 || info.outWidth < 0)
    throw new CompileError(
      `An image of ${info.inHeight}x${info.inWidth} is too small for windows of ${info.effectiveFilterHeight}x` +
        `${info.effectiveFilterWidth}: pad it, or take windows that fit.`,
    );
  const { top, left, bottom, right } = info.padInfo;
  // Sizes that were rounded up have windows that end beyond the padded image: it is padded on.
  const end = (out: number, stride: number, kernel: number): number => (out - 1) * stride + kernel;
  const below = end(info.outHeight, info.strideHeight, info.effectiveFilterHeight) - info.inHeight - top;
  const beside = end(info.outWidth, info.strideWidth, info.effectiveFilterWidth) - info.inWidth - left;
  return {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, Math.max(bottom, below), Math.max(right, beside)],
    input: [info.inHeight, info.inWidth, info.inChannels],
    output: [info.outHeight, info.outWidth, info.outChannels],
    depthwise,
  };
}

export function registerConv(): void {
  const conv = (x: GraphNode, filter: GraphNode, attributes: Attributes, depthwise = false): GraphNode => {
    const sizes = convolution(x.shape, filter.shape, attributes, depthwise);
    const shape = [x.shape[0]!, ...sizes.output];
    if (sizeOf(shape) === 0) return full(0, shape);
    return makeNode({ kind: 'conv', convolution: sizes, epilogue: NOTHING }, [x, filter], shape);
  };
  const convInput = (
    dy: GraphNode,
    filter: GraphNode,
    inputShape: Shape,
    attributes: Attributes,
    depthwise = false,
  ): GraphNode => {
    const sizes = convolution(inputShape, filter.shape, attributes, depthwise);
    requireInputs(dy, sizes, attributes.pad);
    if (sizeOf(dy.shape) === 0) return full(0, inputShape);
    return makeNode({ kind: 'convInput', convolution: sizes, epilogue: NOTHING }, [dy, filter], inputShape);
  };
  lower<tf.Conv2DAttrs>('Conv2D', ({ x, filter }, attributes) => conv(x!, filter!, attributes));
  lower<tf.Conv2DBackpropInputAttrs>('Conv2DBackpropInput', ({ dy, filter }, attributes) =>
    convInput(dy!, filter!, attributes.inputShape, attributes),
  );
  lower<tf.Conv2DBackpropFilterAttrs>('Conv2DBackpropFilter', ({ x, dy }, attributes) => {
    const sizes = convolution(x!.shape, attributes.filterShape, attributes);
    requireOutputs(dy!, sizes);
    if (sizeOf(dy!.shape) === 0) return full(0, attributes.filterShape);
    return makeNode({ kind: 'convFilter', convolution: sizes }, [x!, dy!], attributes.filterShape);
  });
  for (const [kernel, depthwise] of [
    ['FusedConv2D', false],
    ['FusedDepthwiseConv2D', true],
  ] as const) {
    lower<tf.FusedConv2DAttrs>(kernel, ({ x, filter, bias, preluActivationWeights }, attributes) => {
      const y = conv(x!, filter!, attributes, depthwise);
      return activate(
        bias ? add(y, bias) : y,
        attributes.activation,
        preluActivationWeights,
        attributes.leakyreluAlpha,
      );
    });
  }
  lower<tf.DepthwiseConv2dNativeAttrs>('DepthwiseConv2dNative', ({ x, filter }, attributes) =>
    conv(x!, filter!, attributes, true),
  );
  lower<tf.DepthwiseConv2dNativeBackpropInputAttrs>(
    'DepthwiseConv2dNativeBackpropInput',
    ({ dy, filter }, attributes) => convInput(dy!, filter!, attributes.inputShape, attributes, true),
  );
  lower<tf.DepthwiseConv2dNativeBackpropFilterAttrs>(
    'DepthwiseConv2dNativeBackpropFilter',
    ({ x, dy }, attributes) =>
      depthwiseFilterGradient(
        x!,
        dy!,
        attributes.filterShape,
        convolution(x!.shape, attributes.filterShape, attributes, true),
      ),
  );
}

/** TensorFlow.js forgets on the way back that sizes were rounded up, and misses windows. */
export function requireOutputs({ shape }: GraphNode, { output }: Convolution): void {
  if (shape[1] === output[0] && shape[2] === output[1]) return;
  throw new CompileError(NO_GRADIENT);
}

const NO_GRADIENT =
  'TensorFlow.js has no gradient for windows of sizes that were rounded up: use tf.pad before instead of a dimRoundingMode.';

/** Transposed convolutions are gradients too, to a size that the caller names. */
function requireInputs(dy: GraphNode, sizes: Convolution, padding: Attributes['pad']): void {
  if (dy.shape[1] === sizes.output[0] && dy.shape[2] === sizes.output[1]) return;
  throw new CompileError(
    `An image [${dy.shape}] cannot be convolved back to ${sizes.input[0]}x${sizes.input[1]}: heights ` +
      `${sizesBefore(dy, sizes, padding, 0)} and widths ${sizesBefore(dy, sizes, padding, 1)} fit. ${NO_GRADIENT}`,
  );
}

/** The sizes of an image that a convolution takes to the size of `y`, in words. */
function sizesBefore(
  y: GraphNode,
  { kernel, strides, dilations }: Convolution,
  padding: Attributes['pad'],
  axis: 0 | 1,
): string {
  const last = (y.shape[axis + 1]! - 1) * strides[axis]; // where the last window begins
  const window = (kernel[axis] - 1) * dilations[axis] + 1;
  const least = padding === 'same' ? last + 1 : last + window - paddingOf(padding, axis);
  const most = least + strides[axis] - 1;
  return least === most ? `of ${least}` : `from ${least} to ${most}`;
}

function paddingOf(padding: Exclude<Attributes['pad'], 'same'>, axis: 0 | 1): number {
  if (padding === 'valid') return 0;
  return typeof padding === 'number' ? 2 * padding : padding[axis + 1]![0] + padding[axis + 1]![1];
}

/** The input elements that a tap of the kernel meets: [N, oh, ow, C], out of an image that is padded already. */
export function tap(padded: GraphNode, sizes: Convolution, ky: number, kx: number): GraphNode {
  const { strides, dilations, output } = sizes;
  const [n, , , c] = padded.shape as [number, number, number, number];
  const [y, x] = [ky * dilations[0], kx * dilations[1]];
  const end = [n, y + (output[0] - 1) * strides[0] + 1, x + (output[1] - 1) * strides[1] + 1, c];
  return slice(padded, [0, y, x, 0], end, [1, ...strides, 1]);
}

/** An image with the border that a window needs. */
export function bordered(
  x: GraphNode,
  { pads: [top, left, bottom, right] }: Convolution,
  value = 0,
): GraphNode {
  return top + left + bottom + right === 0 ? x : pad(x, [0, top, left, 0], [0, bottom, right, 0], value);
}

/** [kh, kw, C, M]: for each tap, products of shifted input and gradient summed over images and places. */
function depthwiseFilterGradient(x: GraphNode, dy: GraphNode, shape: Shape, sizes: Convolution): GraphNode {
  const [kh, kw, c, m] = shape as [number, number, number, number];
  const [n, oh, ow] = dy.shape as [number, number, number];
  const padded = bordered(x, sizes);
  const gradient = reshape(dy, [n * oh * ow, c, m]);
  const taps = Array.from({ length: kh * kw }, (_, k) => {
    const shifted = reshape(tap(padded, sizes, Math.floor(k / kw), k % kw), [n * oh * ow, c, 1]);
    return reshape(reduce(multiply(shifted, gradient), 'Sum', [0]), [1, c, m]);
  });
  const all = taps.length === 1 ? taps[0]! : makeNode({ kind: 'concat', axis: 0 }, taps, [kh * kw, c, m]);
  return reshape(all, shape);
}
