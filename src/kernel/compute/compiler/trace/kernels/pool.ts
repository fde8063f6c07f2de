import * as tf from '@tensorflow/tfjs';
import { add, cast, choose, compare, elementwise, multiply, pad, reshape, slice } from '../../build';
import { type Convolution, type GraphNode, makeNode } from '../../node';
import { constantNode, full } from '../constants';
import { CompileError } from '../error';
import { lower } from '../lowering';
import { requireType } from '../types';
import { bordered, requireOutputs, sizesOf, tap } from './conv';

type PoolAttributes = Pick<tf.MaxPoolAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;

export function registerPool(): void {
  for (const [kernel, of] of [
    ['MaxPool', 'MaxPool'],
    ['AvgPool', 'AveragePool'],
  ] as const) {
    lower<tf.MaxPoolAttrs>(kernel, ({ x }, attributes) => {
      requireType(of, x!.type);
      const sizes = windows(x!, attributes);
      if (sizes.pads.some((pad, side) => pad >= sizes.kernel[side % 2]!))
        throw new CompileError(
          `A pool of ${sizes.kernel.join('x')} cannot be compiled with padding as wide as itself: use tf.pad before it.`,
        );
      // The eager kernels pass over NaN; onnxruntime forgets what came before it in a window.
      const seen =
        of === 'MaxPool' ? choose(compare('IsNaN', x!), full(Number.NEGATIVE_INFINITY, []), x!) : x!;
      return makeNode({ kind: 'pool', of, convolution: sizes }, [seen], [x!.shape[0]!, ...sizes.output]);
    });
  }
  lower<tf.MaxPoolGradAttrs>('MaxPoolGrad', ({ dy, input, output }, attributes) => {
    const sizes = windows(input!, attributes);
    requireOutputs(dy!, sizes);
    return maxPoolGradient(dy!, input!, output!, sizes);
  });
  lower<tf.AvgPoolGradAttrs>('AvgPoolGrad', ({ dy, input }, attributes) => {
    const sizes = windows(input!, attributes);
    requireOutputs(dy!, sizes);
    const share = multiply(dy!, reciprocalCounts(sizes));
    return spread(
      forEachTap(sizes, () => share),
      sizes,
      input!,
    );
  });
}

function windows(
  x: GraphNode,
  { filterSize, strides, pad: padding, dimRoundingMode }: PoolAttributes,
): Convolution {
  const shape = [...x.shape] as [number, number, number, number]; // the operation checks the rank
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, padding, dimRoundingMode);
  return sizesOf(info, true);
}

function forEachTap(
  { kernel: [kh, kw] }: Convolution,
  make: (ky: number, kx: number) => GraphNode,
): GraphNode[] {
  return Array.from({ length: kh * kw }, (_, k) => make(Math.floor(k / kw), k % kw));
}

/** The gradient goes to the first largest element of each window, as in the eager kernels: ties are common after ReLU. */
function maxPoolGradient(dy: GraphNode, x: GraphNode, y: GraphNode, sizes: Convolution): GraphNode {
  const padded = bordered(x, sizes, Number.NEGATIVE_INFINITY);
  let free: GraphNode = full(1, [], 'bool');
  const shares = forEachTap(sizes, (ky, kx) => {
    const isLargest = elementwise('Equal', [tap(padded, sizes, ky, kx), y], { type: 'bool' });
    const isFirst = elementwise('And', [isLargest, free], { type: 'bool' });
    free = elementwise('And', [free, elementwise('Not', [isLargest], { type: 'bool' })], { type: 'bool' });
    return multiply(dy, cast(isFirst, 'float32'));
  });
  return spread(shares, sizes, x);
}

/** Adds what each tap gives back to the places of the input that it met. */
function spread(shares: readonly GraphNode[], sizes: Convolution, x: GraphNode): GraphNode {
  const {
    kernel,
    strides: [sy, sx],
    pads: [top, left, bottom, right],
    output: [oh, ow],
  } = sizes;
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const [ph, pw] = [
    Math.max(h + top + bottom, oh * sy + kernel[0]),
    Math.max(w + left + right, ow * sx + kernel[1]),
  ];
  const placed = shares.map((share, k) => {
    const [ky, kx] = [Math.floor(k / kernel[1]), k % kernel[1]];
    const apart = pad(reshape(share, [n, oh, 1, ow, 1, c]), [0, 0, 0, 0, 0, 0], [0, 0, sy - 1, 0, sx - 1, 0]);
    const image = reshape(apart, [n, oh * sy, ow * sx, c]);
    return pad(image, [0, ky, kx, 0], [0, ph - oh * sy - ky, pw - ow * sx - kx, 0]);
  });
  return slice(placed.reduce(add), [0, top, left, 0], [n, top + h, left + w, c]);
}

/** [oh, ow, 1]: one over the number of elements that a window finds inside the image. */
function reciprocalCounts({ kernel, strides, pads, input, output }: Convolution): GraphNode {
  const inside = (axis: 0 | 1, place: number): number => {
    const start = place * strides[axis] - pads[axis]!;
    return Math.min(start + kernel[axis], input[axis]) - Math.max(start, 0);
  };
  const counts = Float32Array.from(
    { length: output[0] * output[1] },
    (_, i) => 1 / (inside(0, Math.floor(i / output[1])) * inside(1, i % output[1])),
  );
  return constantNode(counts, [output[0], output[1], 1], 'float32');
}
