import type { GraphNode, OperationOf } from '../node';
import type { Builder } from './builder';
import type { Layouts } from './layouts';

export function emitReduce(node: GraphNode<OperationOf<'reduce'>>, builder: Builder, layouts: Layouts): void {
  const { reduction, axes } = node.op;
  const overBlocks = reduction === 'Sum' ? sumOfPlaces(node.inputs[0]!, axes, builder, layouts) : undefined;
  if (overBlocks !== undefined) {
    layouts.place(node, 'natural', overBlocks);
    return;
  }
  const [name, places] = toReduce(node.inputs[0]!, axes, layouts);
  const y =
    reduction === 'Sum'
      ? builder.sum(name, places)
      : builder.op(`Reduce${reduction}`, [name], { axes: places, keepdims: 0 });
  layouts.place(node, 'natural', y);
}

/** The gradient of a bias, from blocks without reordering them: over rows and columns first, which sums in vectors. */
function sumOfPlaces(
  x: GraphNode,
  axes: readonly number[],
  builder: Builder,
  layouts: Layouts,
): string | undefined {
  const isOnlyBlocked =
    layouts.fillsBlocks(x) &&
    layouts.has(x, 'blocked') &&
    !layouts.has(x, 'natural') &&
    !layouts.has(x, 'nchw');
  if (!isOnlyBlocked || axes.join() !== '0,1,2') return undefined;
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const block = layouts.block!;
  const perImage = builder.sum(builder.reshape(layouts.blocked(x), [(n * c) / block, h * w, block]), [1]);
  return builder.sum(builder.reshape(perImage, [n, c]), [0]);
}

/** The values in the layout that they are in, and the axes there. */
function toReduce(x: GraphNode, axes: readonly number[], layouts: Layouts): [string, readonly number[]] {
  const isImage = x.shape.length === 4 && layouts.scalar(x) === undefined && !layouts.has(x, 'natural');
  if (isImage && axes.length === 4) {
    const blocked = layouts.has(x, 'blocked') && layouts.fillsBlocks(x);
    return [blocked ? layouts.blocked(x) : layouts.nchw(x), [0, 1, 2, 3]];
  }
  const overPlaces = axes.length === 3 && [0, 1, 2].every((axis) => axes.includes(axis));
  return isImage && overPlaces ? [layouts.nchw(x), [0, 2, 3]] : [layouts.natural(x), axes];
}

export function emitPool(node: GraphNode<OperationOf<'pool'>>, builder: Builder, layouts: Layouts): void {
  const {
    of,
    convolution: { kernel, strides, pads },
  } = node.op;
  const attributes = { kernel_shape: kernel, strides, pads };
  layouts.place(node, 'nchw', builder.op(of, [layouts.nchw(node.inputs[0]!)], attributes));
}

export function emitMatmul(node: GraphNode<OperationOf<'matmul'>>, builder: Builder, layouts: Layouts): void {
  const { transposeA, transposeB } = node.op;
  const [a, b] = node.inputs as [GraphNode, GraphNode];
  const side = (x: GraphNode, transposed: boolean): string => {
    const rank = x.shape.length;
    const order = [...x.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2);
    return transposed ? builder.transpose(layouts.natural(x), order) : layouts.natural(x);
  };
  layouts.place(node, 'natural', builder.op('MatMul', [side(a, transposeA), side(b, transposeB)]));
}

export function emitArgument(
  node: GraphNode<OperationOf<'argument'>>,
  builder: Builder,
  layouts: Layouts,
): void {
  const found = builder.op(node.op.of, [layouts.natural(node.inputs[0]!)], {
    axis: node.op.axis,
    keepdims: 0,
  });
  layouts.place(node, 'natural', builder.op('Cast', [found], { to: 6 }));
}

export function emitCumulate(
  node: GraphNode<OperationOf<'cumulate'>>,
  builder: Builder,
  layouts: Layouts,
): void {
  const { axis, exclusive, reverse } = node.op;
  const inputs = [layouts.natural(node.inputs[0]!), builder.number(axis, 'int64')];
  const attributes = { exclusive: Number(exclusive), reverse: Number(reverse) };
  layouts.place(node, 'natural', builder.op('CumSum', inputs, attributes));
}

/**
 * Row by row, because onnxruntime adds in `ScatterND` from several threads at once, which loses sums where rows share a
 * segment.
 */
export function emitSegmentSum(
  node: GraphNode<OperationOf<'segmentSum'>>,
  builder: Builder,
  layouts: Layouts,
): void {
  const [x, segments] = node.inputs as [GraphNode, GraphNode];
  const [rows] = x.shape;
  const zeros = builder.op('Expand', [builder.number(0, node.type), builder.ints(node.shape)]);
  const column = builder.reshape(layouts.natural(segments), [rows!, 1]);
  const places = builder.op('Expand', [column, builder.ints(x.shape)]);
  const inputs = [zeros, places, layouts.natural(x)];
  layouts.place(node, 'natural', builder.op('ScatterElements', inputs, { axis: 0, reduction: 'add' }));
}
