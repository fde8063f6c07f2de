import type { GraphNode, OperationOf } from '../node';
import type { Builder } from './builder';
import { commonLayout } from './elementwise';
import type { Layout, Layouts } from './layouts';
import { ONNX_TYPES, toInt32 } from './wholeNumbers';

// Operations that move values and can do so in the layout that they find.

const FROM_NHWC: Readonly<Record<Layout, readonly number[]>> = {
  natural: [0, 1, 2, 3],
  nchw: [0, 2, 3, 1],
  blocked: [0, 2, 3, 1],
};

/** Numbers that belong to the axes, in the order of a layout's axes. */
function inOrderOf(layout: Layout, perAxis: readonly number[]): number[] {
  if (layout === 'natural') return [...perAxis];
  const ordered: number[] = [];
  perAxis.forEach((value, axis) => {
    ordered[FROM_NHWC[layout][axis]!] = value;
  });
  return ordered;
}

/** The layout of a node all of whose inputs are images in it already; blocks stay whole. */
function movingLayout(node: GraphNode, layouts: Layouts, keepsPlaces: boolean): Layout {
  if (node.shape.length !== 4) return 'natural';
  const ready = (layout: Layout): boolean =>
    node.inputs.every((input) => layouts.has(input, layout) && !layouts.has(input, 'natural'));
  if (keepsPlaces && [node, ...node.inputs].every((one) => layouts.fillsBlocks(one)) && ready('blocked'))
    return 'blocked';
  return ready('nchw') ? 'nchw' : 'natural';
}

export function emitConcat(node: GraphNode<OperationOf<'concat'>>, builder: Builder, layouts: Layouts): void {
  const { axis } = node.op;
  const layout = movingLayout(node, layouts, axis === 0 || axis === 3);
  const parts = node.inputs.map((input) => layouts.get(input, layout));
  const along = layout === 'natural' ? axis : FROM_NHWC[layout][axis]!;
  layouts.place(node, layout, builder.op('Concat', parts, { axis: along }));
}

export function emitSlice(node: GraphNode<OperationOf<'slice'>>, builder: Builder, layouts: Layouts): void {
  const { begin, end, strides } = node.op;
  const x = node.inputs[0]!;
  const cut = begin
    .map((_, axis) => axis)
    .filter((axis) => node.shape[axis] !== x.shape[axis] || begin[axis] !== 0);
  const block = layouts.block ?? 1;
  const inBlocks = cut.every(
    (axis) =>
      axis === 0 || (axis === 3 && strides[3] === 1 && begin[3]! % block === 0 && end[3]! % block === 0),
  );
  const layout = movingLayout(node, layouts, inBlocks);
  const axes = cut.map((axis) => (layout === 'natural' ? axis : FROM_NHWC[layout][axis]!));
  const bounds = [begin, end].map((list) => builder.ints(cut.map((axis) => list[axis]!)));
  const steps = builder.ints(cut.map((axis) => strides[axis]!));
  layouts.place(
    node,
    layout,
    builder.op('Slice', [layouts.get(x, layout), ...bounds, builder.ints(axes), steps]),
  );
}

export function emitPad(node: GraphNode<OperationOf<'pad'>>, builder: Builder, layouts: Layouts): void {
  const { before, after, value } = node.op;
  const layout = movingLayout(node, layouts, false);
  const sizes = builder.ints([...inOrderOf(layout, before), ...inOrderOf(layout, after)]);
  const inputs = [layouts.get(node.inputs[0]!, layout), sizes];
  layouts.place(
    node,
    layout,
    builder.op('Pad', value === 0 ? inputs : [...inputs, builder.number(value, node.type)]),
  );
}

export function emitCast(node: GraphNode<OperationOf<'cast'>>, builder: Builder, layouts: Layouts): void {
  const x = node.inputs[0]!;
  const scalar = layouts.scalar(x);
  const layout = commonLayout(node, [x], layouts);
  const name = scalar ?? layouts.get(x, layout);
  const y =
    x.type === 'float32' && node.type === 'int32'
      ? toInt32(name, false, builder)
      : builder.op('Cast', [name], { to: ONNX_TYPES[node.type] });
  layouts.place(node, scalar !== undefined ? 'scalar' : layout, y);
}
