import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type KernelArguments, type KernelResult, replaceKernel } from '../replaceKernel';
import { depthwiseFilterGradient, depthwiseInputGradient } from './depthwiseGradients';
import { filterGradient } from './filterGradient';
import { Heap } from './heap';
import { inputGradient } from './inputGradient';
import { maxPoolGradient } from './maxPoolGradient';
import { leadingAxes, sumLeading } from './reduce';
import { sliceAxis } from './sliceAxis';
import { tanh } from './tanh';
import { unsortedSegmentSum } from './unsortedSegmentSum';

/** A kernel of ours; `shipped` is what it replaces, for the cases it leaves alone. */
type Kernel = (heap: Heap, call: KernelArguments, shipped: () => KernelResult) => KernelResult;

const heaps = new WeakMap<object, Heap>();
let registered = false;

/** Registers what the wasm backend lacks or does slowly, once a process; the shipped kernels stay the fallback. */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  for (const [kernelName, kernel] of Object.entries(KERNELS))
    replaceKernel('wasm', kernelName, (call, shipped) =>
      kernel(heapOf(call.backend as BackendWasm), call, shipped),
    );
}

const KERNELS: Record<string, Kernel> = {
  Conv2DBackpropFilter: (heap, { inputs, attrs }) => {
    const { strides, pad, dimRoundingMode, dataFormat, filterShape } =
      attrs as unknown as tf.Conv2DBackpropFilterAttrs;
    requireChannelsLast(dataFormat);
    const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
    return filterGradient(heap, x, dy, convInfo(x.shape, filterShape, strides, pad, dimRoundingMode));
  },
  Conv2DBackpropInput: (heap, { inputs, attrs }) => {
    const { strides, pad, dimRoundingMode, dataFormat, inputShape } =
      attrs as unknown as tf.Conv2DBackpropInputAttrs;
    requireChannelsLast(dataFormat);
    const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
    return inputGradient(heap, dy, filter, convInfo(inputShape, filter.shape, strides, pad, dimRoundingMode));
  },
  DepthwiseConv2dNativeBackpropInput: (heap, { inputs, attrs }) => {
    const { inputShape } = attrs as unknown as tf.DepthwiseConv2dNativeBackpropInputAttrs;
    const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
    return depthwiseInputGradient(heap, dy, filter, depthwiseInfo(inputShape, filter.shape, attrs));
  },
  DepthwiseConv2dNativeBackpropFilter: (heap, { inputs, attrs }) => {
    const { filterShape } = attrs as unknown as tf.DepthwiseConv2dNativeBackpropFilterAttrs;
    const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
    return depthwiseFilterGradient(heap, x, dy, depthwiseInfo(x.shape, filterShape, attrs));
  },
  MaxPoolGrad: (heap, { inputs, attrs }) => {
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as tf.MaxPoolGradAttrs;
    const { input, dy } = inputs as { input: tf.TensorInfo; dy: tf.TensorInfo };
    const info = tf.backend_util.computePool2DInfo(
      four(input.shape),
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    return maxPoolGradient(heap, input, dy, info);
  },
  UnsortedSegmentSum: (heap, { inputs, attrs, backend }) => {
    const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
    const { numSegments } = attrs as unknown as { numSegments: number };
    const segments = (backend as BackendWasm).readSync(segmentIds.dataId) as Int32Array; // int32, as tfjs checks
    return unsortedSegmentSum(heap, x, segments, numSegments);
  },
  Sum: (heap, call, shipped) => reduction(heap, call, false) ?? shipped(),
  Mean: (heap, call, shipped) => reduction(heap, call, true) ?? shipped(),
  Tanh: (_, { inputs }, shipped) => {
    const { x } = inputs;
    return x instanceof tf.Tensor && x.dtype === 'float32' ? tanh(x) : shipped();
  },
  Slice: (heap, { inputs, attrs }, shipped) => {
    const { x } = inputs as { x: tf.TensorInfo };
    const { begin, size } = attrs as unknown as { begin: number | number[]; size: number | number[] };
    const [starts, sizes] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size) as [
      number[],
      number[],
    ];
    tf.slice_util.assertParamsValid(x as tf.Tensor, starts, sizes); // the shipped kernel would read another tensor's memory
    const partial = sizes.flatMap((count, axis) => (count === x.shape[axis] ? [] : [axis]));
    const [axis] = partial;
    // Along the first axis it is one contiguous run, which the shipped kernel copies well.
    if (x.dtype !== 'float32' || partial.length !== 1 || !axis) return shipped();
    return sliceAxis(heap, x, axis, starts[axis]!, sizes[axis]!);
  },
  SplitV: (heap, { inputs, attrs }, shipped) => {
    const { x } = inputs as { x: tf.TensorInfo };
    const { numOrSizeSplits, axis } = attrs as unknown as {
      numOrSizeSplits: number | number[];
      axis: number;
    };
    if (x.dtype !== 'float32') return shipped();
    const along = tf.util.parseAxisParam(axis, x.shape)[0]!;
    const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, along);
    let begin = 0;
    return sizes.map((size) => {
      const part = sliceAxis(heap, x, along, begin, size);
      begin += size;
      return part;
    });
  },
};

/** Undefined where the shipped kernel must do it. */
function reduction(heap: Heap, { inputs, attrs }: KernelArguments, mean: boolean): tf.TensorInfo | undefined {
  const { x } = inputs as { x: tf.TensorInfo };
  const { axis, keepDims } = attrs as unknown as { axis: number | number[]; keepDims: boolean };
  const axes = leadingAxes(tf.util.parseAxisParam(axis, x.shape), x.shape.length);
  if (x.dtype !== 'float32' || axes === undefined) return undefined;
  const count = x.shape.slice(0, axes).reduce((product, n) => product * n, 1);
  return sumLeading(heap, x, axes, keepDims, mean ? 1 / count : 1);
}

type Four = [number, number, number, number];

const four = (shape: readonly number[]): Four => {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  return [a, b, c, d];
};

function depthwiseInfo(
  input: readonly number[],
  filter: readonly number[],
  attrs: tf.NamedAttrMap | undefined,
): tf.backend_util.Conv2DInfo {
  const { strides, dilations, pad, dimRoundingMode } = attrs as unknown as tf.DepthwiseConv2dNativeAttrs;
  return tf.backend_util.computeConv2DInfo(
    four(input),
    four(filter),
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
}

function convInfo(
  input: readonly number[],
  filter: readonly number[],
  strides: tf.Conv2DBackpropFilterAttrs['strides'],
  pad: tf.Conv2DBackpropFilterAttrs['pad'],
  rounding: tf.Conv2DBackpropFilterAttrs['dimRoundingMode'],
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(
    four(input),
    four(filter),
    strides,
    1,
    pad,
    rounding,
    false,
    'channelsLast',
  );
}

function requireChannelsLast(dataFormat: string | undefined): void {
  if (dataFormat === 'NCHW') {
    throw new Error("The wasm backend computes gradients of 'NHWC' convolutions only: transpose to NHWC.");
  }
}

function heapOf(backend: BackendWasm): Heap {
  const known = heaps.get(backend);
  if (known) return known;
  const heap = new Heap(backend);
  heaps.set(backend, heap);
  return heap;
}
