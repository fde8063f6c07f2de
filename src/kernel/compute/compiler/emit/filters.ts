import type { Convolution, GraphNode } from '../node';
import type { Builder } from './builder';
import type { Layouts } from './layouts';

// Filters as convolutions want them, made in the graph from [kh, kw, I, O], once for each filter and use.

/** [O, I, kh, kw]; for depthwise filters [C M, 1, kh, kw]. */
export function plainFilter(
  filter: GraphNode,
  { depthwise, kernel }: Convolution,
  builder: Builder,
  layouts: Layouts,
): string {
  const w = layouts.natural(filter);
  return builder.once(`OIHW ${w}`, () => {
    if (!depthwise) return builder.transpose(w, [3, 2, 0, 1]);
    const [, , c, m] = filter.shape as [number, number, number, number];
    return builder.reshape(builder.transpose(w, [2, 3, 0, 1]), [c * m, 1, ...kernel]);
  });
}

/** [I, O, kh, kw] with the taps reversed: the filter of the convolution that is the gradient of the input, stride 1. */
export function turnedFilter(filter: GraphNode, builder: Builder, layouts: Layouts): string {
  const [kh, kw, inputs, outputs] = filter.shape as [number, number, number, number];
  const w = layouts.natural(filter);
  return builder.once(`turned ${w}`, () => {
    const reversed = reversedTaps(w, filter, builder);
    return builder.reshape(builder.transpose(reversed, [1, 2, 0]), [inputs, outputs, kh, kw]);
  });
}

/** OIHWio, where i and o count within blocks; with few input channels, which are then read as NCHW, OIHWo. */
export function blockedFilter(filter: GraphNode, builder: Builder, layouts: Layouts): string {
  const [kh, kw, inputs, outputs] = filter.shape as [number, number, number, number];
  const block = layouts.block!;
  const w = layouts.natural(filter);
  return builder.once(`blocked ${w}`, () => {
    const few = inputs < block;
    const [i, o] = [few ? inputs : layouts.paddedChannels(inputs), layouts.paddedChannels(outputs)];
    const whole = builder.pad(w, [0, 0, 0, 0], [0, 0, i - inputs, o - outputs]);
    const parts = few ? [kh * kw, i, o / block, block] : [kh * kw, i / block, block, o / block, block];
    const order = few ? [2, 1, 0, 3] : [3, 1, 0, 2, 4];
    return builder.reshape(builder.transpose(builder.reshape(whole, parts), order), [o, i, kh, kw]);
  });
}

/** As `blockedFilter` for the gradient of the input at stride 1: taps reversed, inputs and outputs exchanged. */
export function turnedBlockedFilter(filter: GraphNode, builder: Builder, layouts: Layouts): string {
  const [kh, kw, inputs, outputs] = filter.shape as [number, number, number, number];
  const block = layouts.block!;
  const w = layouts.natural(filter);
  return builder.once(`turned blocked ${w}`, () => {
    const [i, o] = [layouts.paddedChannels(inputs), layouts.paddedChannels(outputs)];
    const whole = builder.pad(reversedTaps(w, filter, builder), [0, 0, 0], [0, i - inputs, o - outputs]);
    const parts = builder.reshape(whole, [kh * kw, i / block, block, o / block, block]);
    return builder.reshape(builder.transpose(parts, [1, 3, 0, 4, 2]), [i, o, kh, kw]);
  });
}

/** [kh kw, I, O], last tap first. */
function reversedTaps(w: string, { shape }: GraphNode, builder: Builder): string {
  const [kh, kw, inputs, outputs] = shape as [number, number, number, number];
  const taps = Array.from({ length: kh * kw }, (_, k) => kh * kw - 1 - k);
  return builder.op('Gather', [builder.reshape(w, [kh * kw, inputs, outputs]), builder.ints(taps)], {
    axis: 0,
  });
}
