import { type Attribute, BLOCKED_DOMAIN } from '../../onnx';
import type { Convolution, GraphNode, OperationOf } from '../node';
import type { Builder } from './builder';
import { blockedFilter, plainFilter, turnedBlockedFilter, turnedFilter } from './filters';
import type { Layouts } from './layouts';

type ConvAttributes = Record<string, Attribute>;

const attributesOf = ({
  pads,
  kernel,
  strides,
  dilations,
  depthwise,
  input,
}: Convolution): ConvAttributes => ({
  pads,
  kernel_shape: kernel,
  strides,
  dilations,
  group: depthwise ? input[2] : 1,
});

/** Blocks pay off where padding the channels to whole blocks adds at most so much work. */
const MOST_PADDING = 2;

function paysInBlocks(inputs: number, outputs: number, layouts: Layouts): boolean {
  const { block } = layouts;
  if (block === null) return false;
  const read = inputs < block ? inputs : layouts.paddedChannels(inputs);
  // Plain convolutions are no quicker with fewer outputs than half a block.
  const worth = Math.max(outputs, block / 2);
  return read * layouts.paddedChannels(outputs) <= MOST_PADDING * inputs * worth;
}

/** An image for a blocked convolution, which reads few channels as NCHW. */
const imageFor = (x: GraphNode, layouts: Layouts): string =>
  x.shape[3]! < layouts.block! ? layouts.nchw(x) : layouts.blocked(x);

export function emitConv(node: GraphNode<OperationOf<'conv'>>, builder: Builder, layouts: Layouts): void {
  const { convolution } = node.op;
  const [x, filter] = node.inputs as [GraphNode, GraphNode];
  const [, , channels] = convolution.input;
  const attributes = attributesOf(convolution);
  if (!convolution.depthwise && paysInBlocks(channels, convolution.output[2], layouts)) {
    const w = blockedFilter(filter, builder, layouts);
    emitBlocked(node, imageFor(x, layouts), w, attributes, builder, layouts);
  } else {
    emitPlain(
      node,
      'Conv',
      layouts.nchw(x),
      plainFilter(filter, convolution, builder, layouts),
      attributes,
      builder,
      layouts,
    );
  }
}

/** The gradient of a convolution's input, which is what a transposed convolution computes. */
export function emitConvInput(
  node: GraphNode<OperationOf<'convInput'>>,
  builder: Builder,
  layouts: Layouts,
): void {
  const { convolution } = node.op;
  const { pads, kernel, strides, dilations, depthwise, input, output } = convolution;
  const [dy, filter] = node.inputs as [GraphNode, GraphNode];
  const attributes = attributesOf(convolution);
  const reach = [dilations[0] * (kernel[0] - 1), dilations[1] * (kernel[1] - 1)] as const;
  const turned = [reach[0] - pads[0], reach[1] - pads[1], reach[0] - pads[2], reach[1] - pads[3]];
  if (depthwise || strides[0] > 1 || strides[1] > 1 || turned.some((size) => size < 0)) {
    // Rows and columns at the end that no window reached.
    const output_padding = [0, 1].map(
      (axis) =>
        input[axis]! -
        ((output[axis]! - 1) * strides[axis]! + reach[axis]! + 1 - pads[axis]! - pads[axis + 2]!),
    );
    const w = plainFilter(filter, convolution, builder, layouts);
    emitPlain(
      node,
      'ConvTranspose',
      layouts.nchw(dy),
      w,
      { ...attributes, output_padding },
      builder,
      layouts,
    );
    return;
  }
  attributes.pads = turned;
  if (paysInBlocks(output[2], input[2], layouts)) {
    const w = turnedBlockedFilter(filter, builder, layouts);
    emitBlocked(node, imageFor(dy, layouts), w, attributes, builder, layouts);
  } else {
    emitPlain(
      node,
      'Conv',
      layouts.nchw(dy),
      turnedFilter(filter, builder, layouts),
      attributes,
      builder,
      layouts,
    );
  }
}

type Convolving = GraphNode<OperationOf<'conv'> | OperationOf<'convInput'>>;

/** The bias and the addend of a fused convolution. */
function epilogueInputs({ inputs, op: { epilogue } }: Convolving): { bias?: GraphNode; addend?: GraphNode } {
  const [, , first, second] = inputs;
  if (!epilogue.bias) return epilogue.addend ? { addend: first! } : {};
  return epilogue.addend ? { bias: first!, addend: second! } : { bias: first! };
}

function emitPlain(
  node: Convolving,
  op: string,
  x: string,
  filter: string,
  attributes: ConvAttributes,
  builder: Builder,
  layouts: Layouts,
): void {
  const { bias, addend } = epilogueInputs(node);
  const inputs = bias ? [x, filter, layouts.natural(bias)] : [x, filter];
  let y = builder.op(op, inputs, attributes);
  if (addend) y = builder.op('Add', [y, layouts.nchw(addend)]);
  if (node.op.epilogue.relu) y = builder.op('Relu', [y]);
  layouts.place(node, 'nchw', y);
}

function emitBlocked(
  node: Convolving,
  x: string,
  filter: string,
  attributes: ConvAttributes,
  builder: Builder,
  layouts: Layouts,
): void {
  const { bias, addend } = epilogueInputs(node);
  const channels = node.shape[3]!;
  const whole = layouts.fillsBlocks(node);
  const more = layouts.paddedChannels(channels) - channels;
  const inputs = [x, filter];
  // The addend would have to be padded too; where channels do not fill blocks it is added afterwards.
  const fusesAddend = addend !== undefined && whole;
  if (bias) inputs.push(builder.pad(layouts.natural(bias), [0], [more]));
  if (fusesAddend) inputs.push(...(bias ? [] : ['']), layouts.blocked(addend));
  const { relu } = node.op.epilogue;
  const fusesRelu = relu && (!addend || fusesAddend);
  const conv = builder.op('Conv', inputs, fusesRelu ? { ...attributes, activation: 'Relu' } : attributes, {
    domain: BLOCKED_DOMAIN,
  });
  if (whole) {
    layouts.place(node, 'blocked', conv);
    return;
  }
  let y = builder.op('ReorderOutput', [conv], { channels, channels_last: 1 }, { domain: BLOCKED_DOMAIN });
  if (addend) y = builder.op('Add', [y, layouts.natural(addend)]);
  if (relu && !fusesRelu) y = builder.op('Relu', [y]);
  layouts.place(node, 'natural', y);
}
