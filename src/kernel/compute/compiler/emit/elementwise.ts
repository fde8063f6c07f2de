import { broadcast } from '../broadcast';
import { type GraphNode, type OperationOf, sameShape } from '../node';
import type { Builder } from './builder';
import type { Layout, Layouts } from './layouts';

/** An elementwise operator works in whichever layout its inputs are in. */
export function emitElementwise(
  node: GraphNode<OperationOf<'elementwise'>>,
  builder: Builder,
  layouts: Layouts,
): void {
  const full = node.inputs.filter((input) => layouts.scalar(input) === undefined);
  const layout = commonLayout(node, full, layouts);
  const names = node.inputs.map(
    (input) => layouts.scalar(input) ?? inLayout(input, layout, builder, layouts),
  );
  const result = builder.op(node.op.name, names, node.op.attributes);
  if (full.length === 0) layouts.place(node, node.shape.length > 0 ? 'scalar' : layout, result);
  else if (sameShape(broadcast(full.map(({ shape }) => shape)), node.shape))
    layouts.place(node, layout, result);
  // A number stood for the largest of the inputs, so that the result is still too small.
  else layouts.place(node, 'natural', builder.op('Expand', [result, builder.ints(node.shape)]));
}

/** A layout that the values are in already, where every input can be had in it. */
export function commonLayout(node: GraphNode, inputs: readonly GraphNode[], layouts: Layouts): Layout {
  const { shape } = node;
  if (shape.length !== 4) return 'natural';
  const images = inputs.filter((input) => sameShape(input.shape, shape));
  const only = (layout: Layout): boolean =>
    images.some((input) => layouts.has(input, layout) && !layouts.has(input, 'natural'));
  const canBlock = [node, ...inputs].every((one) => layouts.fillsBlocks(one));
  if (canBlock && images.length === inputs.length && only('blocked')) return 'blocked';
  const canBeNchw = inputs.every((input) => input.shape.length === 4 || isPerChannel(input));
  return canBeNchw && only('nchw') ? 'nchw' : 'natural';
}

const isPerChannel = ({ shape }: GraphNode): boolean => shape.length <= 1;

function inLayout(input: GraphNode, layout: Layout, builder: Builder, layouts: Layouts): string {
  if (layout !== 'nchw' || input.shape.length === 4) return layouts.get(input, layout);
  const natural = layouts.natural(input);
  return input.shape.length === 1 ? builder.reshape(natural, [input.shape[0]!, 1, 1]) : natural;
}
