import { BLOCKED_DOMAIN } from '../../onnx';
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
  const w = layouts.natural(filter);
  return builder.once(`blocked ${w}`, () => {
    if (fillBlocks(filter, layouts)) return movedBlocks(w, filter, builder, layouts);
    const taps = builder.reshape(w, [kh * kw, inputs, outputs]);
    return inBlocks(taps, [kh, kw, inputs, outputs], [1, 2], builder, layouts);
  });
}

/** As `blockedFilter` for the gradient of the input at stride 1: taps reversed, inputs and outputs exchanged. */
export function turnedBlockedFilter(filter: GraphNode, builder: Builder, layouts: Layouts): string {
  const [kh, kw, inputs, outputs] = filter.shape as [number, number, number, number];
  const w = layouts.natural(filter);
  return builder.once(`turned blocked ${w}`, () => {
    if (fillBlocks(filter, layouts)) return turnedBlocks(w, filter, builder, layouts);
    const taps = reversedTaps(w, filter, builder);
    return inBlocks(taps, [kh, kw, outputs, inputs], [2, 1], builder, layouts);
  });
}

const fillBlocks = ({ shape }: GraphNode, { block }: Layouts): boolean =>
  shape[2]! % block! === 0 && shape[3]! % block! === 0;

// Where channels fill blocks their rows are gathered, several times as quick as a transposition of so many axes.

/** OIHWio from rows of o. */
function movedBlocks(w: string, { shape }: GraphNode, builder: Builder, layouts: Layouts): string {
  const [kh, kw, inputs, outputs] = shape as [number, number, number, number];
  const block = layouts.block!;
  const [taps, blocks] = [kh * kw, outputs / block];
  const rows = builder.reshape(w, [taps * inputs * blocks, block]);
  const table = builder.once(`filter rows ${shape}`, () => {
    const positions = new Int32Array(taps * inputs * blocks);
    let at = 0;
    for (let o = 0; o < blocks; o++)
      for (let first = 0; first < inputs; first += block)
        for (let tap = 0; tap < taps; tap++)
          for (let i = first; i < first + block; i++) positions[at++] = (tap * inputs + i) * blocks + o;
    return builder.indices(positions);
  });
  return builder.reshape(builder.op('Gather', [rows, table], { axis: 0 }), [outputs, inputs, kh, kw]);
}

/** The turned filter in blocks, from squares of o and i. */
function turnedBlocks(w: string, { shape }: GraphNode, builder: Builder, layouts: Layouts): string {
  const [kh, kw, inputs, outputs] = shape as [number, number, number, number];
  const block = layouts.block!;
  const [taps, ofI, ofO] = [kh * kw, inputs / block, outputs / block];
  const images = builder.reshape(w, [taps, inputs, 1, outputs]);
  const squares = builder.op('ReorderInput', [images], { channels_last: 0 }, { domain: BLOCKED_DOMAIN });
  const table = builder.once(`turned filter squares ${shape}`, () => {
    const positions = new Int32Array(taps * ofI * ofO);
    let at = 0;
    for (let i = 0; i < ofI; i++)
      for (let o = 0; o < ofO; o++)
        for (let tap = taps - 1; tap >= 0; tap--) positions[at++] = (tap * ofI + i) * ofO + o;
    return builder.indices(positions);
  });
  const rows = builder.reshape(squares, [taps * ofI * ofO, block * block]);
  return builder.reshape(builder.op('Gather', [rows, table], { axis: 0 }), [inputs, outputs, kh, kw]);
}

/**
 * Taps as blocked convolutions want them.
 * @param sizes of the convolution
 * @param axes of its inputs and its outputs in `taps`
 */
function inBlocks(
  taps: string,
  [kh, kw, inputs, outputs]: [number, number, number, number],
  [inputAxis, outputAxis]: [1, 2] | [2, 1],
  builder: Builder,
  layouts: Layouts,
): string {
  const block = layouts.block!;
  const few = inputs < block;
  const [i, o] = [few ? inputs : layouts.paddedChannels(inputs), layouts.paddedChannels(outputs)];
  const axes = { [inputAxis]: { more: i - inputs, parts: few ? [i] : [i / block, block] } };
  axes[outputAxis] = { more: o - outputs, parts: [o / block, block] };
  const [first, second] = [axes[1]!, axes[2]!];
  const whole = builder.pad(taps, [0, 0, 0], [0, first.more, second.more]);
  const parts = builder.reshape(whole, [kh * kw, ...first.parts, ...second.parts]);
  // Where the parts of each are by now: after the taps, those of axis 1, then those of axis 2.
  const inputAt = inputAxis === 1 ? 1 : 1 + first.parts.length;
  const outputAt = outputAxis === 1 ? 1 : 1 + first.parts.length;
  const order = [outputAt, inputAt, 0, ...(few ? [] : [inputAt + 1]), outputAt + 1];
  return builder.reshape(builder.transpose(parts, order), [o, i, kh, kw]);
}

/** [kh kw, I, O], last tap first. */
function reversedTaps(w: string, { shape }: GraphNode, builder: Builder): string {
  const [kh, kw, inputs, outputs] = shape as [number, number, number, number];
  const taps = Array.from({ length: kh * kw }, (_, k) => kh * kw - 1 - k);
  return builder.op('Gather', [builder.reshape(w, [kh * kw, inputs, outputs]), builder.ints(taps)], {
    axis: 0,
  });
}
