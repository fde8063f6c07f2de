import { encodeModel, type Initializer, type Model, type Node, type TensorInfo } from './model';
import { createSession, type HostTensor } from './runtime';

/** The domain of onnxruntime's own operators on blocked channels. They are internal: nothing promises that they stay. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

const CHANNELS = 32;
const IMAGE = [1, CHANNELS, 5, 5];
const FILTER = [CHANNELS, CHANNELS, 3, 3];
const CONVOLUTION = {
  kernel_shape: [3, 3],
  pads: [1, 1, 1, 1],
  strides: [1, 1],
  dilations: [1, 1],
  group: 1,
};
/** Sums of 288 products of numbers in [-1, 1) differ by rounding only, some 1e-6. */
const TOLERANCE = 1e-4;

/** OIHW weights to O/b I/b H W (b of I) (b of O), still under the shape that the operator checks. */
const BLOCKED: readonly Node[] = [
  { op: 'Reshape', inputs: ['w', 'split'], outputs: ['parts'] },
  { op: 'Transpose', inputs: ['parts'], outputs: ['ordered'], attributes: { perm: [0, 2, 4, 5, 3, 1] } },
  { op: 'Reshape', inputs: ['ordered', 'filter'], outputs: ['weights'] },
  {
    op: 'ReorderInput',
    domain: BLOCKED_DOMAIN,
    inputs: ['x'],
    outputs: ['blocks'],
    attributes: { channels_last: 0 },
  },
  {
    op: 'Conv',
    domain: BLOCKED_DOMAIN,
    inputs: ['blocks', 'weights'],
    outputs: ['sum'],
    attributes: CONVOLUTION,
  },
  {
    op: 'ReorderOutput',
    domain: BLOCKED_DOMAIN,
    inputs: ['sum'],
    outputs: ['y'],
    attributes: { channels: CHANNELS, channels_last: 0 },
  },
];

let probed: Promise<16 | 8 | null> | undefined;

/**
 * Channels a block that this processor's blocked convolution works with (16 with AVX-512, 8 on other x64), found by
 * comparing its numbers with those of the plain `Conv`; null where neither size gives them, so that plain `Conv` is to be used.
 * @throws Error when onnxruntime-node is missing
 */
export function probeBlockSize(): Promise<16 | 8 | null> {
  probed ??= probe().catch((error: unknown) => {
    probed = undefined;
    throw error;
  });
  return probed;
}

async function probe(): Promise<16 | 8 | null> {
  const expected = await convolve([
    { op: 'Conv', inputs: ['x', 'w'], outputs: ['y'], attributes: CONVOLUTION },
  ]);
  for (const size of [16, 8] as const) {
    try {
      const blocked = await convolve(BLOCKED, orders(size));
      if (blocked.every((value, index) => Math.abs(value - expected[index]!) < TOLERANCE)) return size;
    } catch {
      // This build has no such operators or no kernel for this processor.
    }
  }
  return null;
}

function orders(size: number): Initializer[] {
  const shape = (name: string, sizes: readonly number[]): Initializer => ({
    name,
    type: 'int64',
    shape: [sizes.length],
    data: BigInt64Array.from(sizes, BigInt),
  });
  return [shape('split', [CHANNELS / size, size, CHANNELS / size, size, 3, 3]), shape('filter', FILTER)];
}

async function convolve(
  nodes: readonly Node[],
  initializers: readonly Initializer[] = [],
): Promise<Float32Array> {
  const tensor = (name: string, shape: readonly number[]): TensorInfo => ({ name, type: 'float32', shape });
  const model: Model = {
    nodes,
    initializers,
    inputs: [tensor('x', IMAGE), tensor('w', FILTER)],
    outputs: [tensor('y', IMAGE)],
  };
  const session = await createSession(encodeModel(model), { threads: 1 });
  const feeds: Record<string, HostTensor> = {
    x: { type: 'float32', shape: IMAGE, data: noise(CHANNELS * 25, 1) },
    w: { type: 'float32', shape: FILTER, data: noise(CHANNELS * CHANNELS * 9, 2) },
  };
  try {
    return (await session.run(feeds))['y']!.data as Float32Array;
  } finally {
    await session.dispose();
  }
}

/** Numbers in [-1, 1) without order, the same each time (a linear congruential generator of Numerical Recipes). */
function noise(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
