import * as tf from '@tensorflow/tfjs';
import {
  choose,
  concat,
  elementwise,
  expand,
  gather,
  indices,
  pad,
  reshape,
  slice,
  transpose,
} from '../../build';
import { type GraphNode, sizeOf } from '../../node';
import { constantNode, full } from '../constants';
import { CompileError, withLine } from '../error';
import { lower } from '../lowering';
import { typeOf } from '../tracingBackend';

export function registerShape(): void {
  lower('Identity', ({ x }) => x!);
  lower<tf.ReshapeAttrs>('Reshape', ({ x }, { shape }) =>
    reshape(x!, tf.util.inferFromImplicitShape(shape, sizeOf(x!.shape))),
  );
  lower<tf.ExpandDimsAttrs>('ExpandDims', ({ input }, { dim }) => {
    const shape = [...input!.shape];
    shape.splice(dim < 0 ? shape.length + 1 + dim : dim, 0, 1);
    return reshape(input!, shape);
  });
  lower<tf.FillAttrs>('Fill', (_, { shape, value, dtype = 'float32' }) =>
    full(Number(value), shape, typeOf(dtype)),
  );
  lower('ZerosLike', ({ x }) => full(0, x!.shape, x!.type));
  lower('OnesLike', ({ x }) => full(1, x!.shape, x!.type));
  lower<tf.TransposeAttrs>('Transpose', ({ x }, { perm }) => transpose(x!, perm));
  lower<tf.ConcatAttrs>('Concat', (parts, { axis }) => {
    const all = Object.values(parts);
    const along = axisOf(axis, all[0]!);
    const filled = all.filter((part) => part.shape[along] !== 0);
    return filled.length === 1 ? filled[0]! : concat(filled.length > 0 ? filled : all, along);
  });
  lower<tf.SliceAttrs>('Slice', ({ x }, { begin, size }) => {
    const shapeOnly = { shape: [...x!.shape], rank: x!.shape.length } as tf.Tensor; // no values are read
    const [from = [], sizes = []] = tf.slice_util.parseSliceParams(shapeOnly, begin, size);
    withLine(() => tf.slice_util.assertParamsValid(shapeOnly, from, sizes));
    // The eager kernels give a shape of negative sizes.
    if (sizes.some((one) => one < 0))
      throw new CompileError(`A slice from [${from}] begins beyond the end of [${x!.shape}].`);
    return slice(
      x!,
      from,
      from.map((start, axis) => start + sizes[axis]!),
    );
  });
  lower<tf.StridedSliceAttrs>('StridedSlice', ({ x }, attributes) => stridedSlice(x!, attributes));
  lower<tf.SplitVAttrs>('SplitV', ({ x }, { numOrSizeSplits, axis }) => {
    const along = axisOf(axis, x!);
    const sizes = tf.backend_util.prepareSplitSize(
      { shape: [...x!.shape] } as tf.Tensor,
      numOrSizeSplits,
      along,
    ); // likewise
    let start = 0;
    return sizes.map((size) => {
      start += size;
      return part(x!, along, start - size, start);
    });
  });
  lower<tf.PackAttrs>('Pack', (parts, { axis }) => {
    const all = Object.values(parts).map((one) => reshape(one, one.shape.toSpliced(axis, 0, 1)));
    return all.length === 1 ? all[0]! : concat(all, axis);
  });
  lower<tf.UnpackAttrs>('Unpack', ({ value }, { axis }) => {
    const along = axisOf(axis, value!);
    const shape = value!.shape.toSpliced(along, 1);
    return Array.from({ length: value!.shape[along]! }, (_, i) =>
      reshape(part(value!, along, i, i + 1), shape),
    );
  });
  lower<tf.PadV2Attrs>('PadV2', ({ x }, { paddings, constantValue }) =>
    pad(
      x!,
      paddings.map(([before]) => before),
      paddings.map(([, after]) => after),
      constantValue,
    ),
  );
  lower<tf.MirrorPadAttrs>('MirrorPad', ({ x }, { paddings, mode }) =>
    paddings.reduce(
      (y, [before, after], axis) => mirror(y, axis, before, after, mode === 'reflect' ? 1 : 0),
      x!,
    ),
  );
  lower<tf.TileAttrs>('Tile', ({ x }, { reps }) => {
    const split = x!.shape.flatMap((size) => [1, size]);
    const repeated = x!.shape.flatMap((size, axis) => [reps[axis]!, size]);
    return reshape(
      expand(reshape(x!, split), repeated),
      x!.shape.map((size, axis) => size * reps[axis]!),
    );
  });
  lower<tf.BroadCastToAttrs>('BroadcastTo', ({ x }, { shape }) => expand(x!, shape));
  lower<tf.ReverseAttrs>('Reverse', ({ x }, { dims }) =>
    tf.util.parseAxisParam(dims, [...x!.shape]).reduce(reversed, x!),
  );
  lower('FlipLeftRight', ({ image }) => reversed(image!, 2));
  lower<tf.OneHotAttrs>('OneHot', ({ indices: at }, { depth, onValue, offValue, dtype }) => {
    const type = typeOf(dtype);
    const classes = constantNode(
      Int32Array.from({ length: depth }, (_, i) => i),
      [depth],
      'int32',
    );
    const isClass = elementwise('Equal', [reshape(at!, [...at!.shape, 1]), classes], { type: 'bool' });
    return choose(isClass, full(onValue, [], type), full(offValue, [], type));
  });
  lower<tf.DepthToSpaceAttrs>('DepthToSpace', ({ x }, { blockSize: s, dataFormat }) => {
    if (dataFormat !== 'NHWC') throw new CompileError('tf.depthToSpace is compiled for NHWC only.');
    const [n, h, w, depth] = x!.shape as [number, number, number, number];
    const c = depth / (s * s);
    const turned = transpose(reshape(x!, [n * h, w, s, s * c]), [0, 2, 1, 3]);
    return reshape(turned, [n, s * h, s * w, c]);
  });
}

const axisOf = (axis: number, { shape }: GraphNode): number => (axis < 0 ? axis + shape.length : axis);

function reversed(x: GraphNode, axis: number): GraphNode {
  const size = x.shape[axis]!;
  return gather(x, indices(Array.from({ length: size }, (_, i) => size - 1 - i)), axis);
}

/** The elements from `start` to `end` along one axis. */
export function part(x: GraphNode, axis: number, start: number, end: number): GraphNode {
  const begin = x.shape.map((_, i) => (i === axis ? start : 0));
  return slice(
    x,
    begin,
    x.shape.map((size, i) => (i === axis ? end : size)),
  );
}

function mirror(x: GraphNode, axis: number, before: number, after: number, skipEdge: 0 | 1): GraphNode {
  if (before + after === 0) return x;
  const size = x.shape[axis]!;
  const at = Array.from({ length: before + size + after }, (_, i) => {
    const position = i - before;
    if (position < 0) return -position - 1 + skipEdge;
    return position < size ? position : 2 * size - 1 - position - skipEdge;
  });
  return gather(x, indices(at), axis);
}

function stridedSlice(x: GraphNode, attributes: tf.StridedSliceAttrs): GraphNode {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  const info = tf.slice_util.sliceInfo(
    [...x.shape],
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  // As the kernels do: dense begin, end and strides; reversed axes as a gather.
  const taken = info.begin.reduce((y, from, axis) => {
    const stride = info.strides[axis]!;
    const length = Math.max(0, Math.ceil((info.end[axis]! - from) / stride));
    if (stride === 1 && length === y.shape[axis]) return y;
    return gather(y, indices(Array.from({ length }, (_, i) => from + i * stride)), axis);
  }, x);
  return reshape(taken, info.finalShape);
}
