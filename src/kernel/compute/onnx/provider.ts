import type { OnnxRuntime } from './load';
import { encodeModel, type Model } from './model';
import { reasonOf } from './reason';

const SIDE = 6;
const CHANNELS = 8;
const SHAPE = [1, CHANNELS, SIDE, SIDE];
/** GPUs may multiply with fewer bits (TF32 has ten); a wrong result is off by far more. */
const TOLERANCE = 0.01;

/** Convolution, activation and matrix product, what networks spend their time on. */
const PROBE: Model = {
  nodes: [
    {
      op: 'Conv',
      inputs: ['x', 'filter'],
      outputs: ['sum'],
      attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
    },
    { op: 'LeakyRelu', inputs: ['sum'], outputs: ['active'], attributes: { alpha: { float: 0.2 } } },
    { op: 'MatMul', inputs: ['active', 'active'], outputs: ['y'] },
  ],
  inputs: [
    { name: 'x', type: 'float32', shape: SHAPE },
    { name: 'filter', type: 'float32', shape: [CHANNELS, CHANNELS, 3, 3] },
  ],
  outputs: [{ name: 'y', type: 'float32', shape: SHAPE }],
  initializers: [],
};

const tested = new Map<string, Promise<void>>();

/**
 * Makes sure that an execution provider can be used: listed by the package and, unless it is `cpu`, giving the
 * numbers that `cpu` gives.
 * @throws Error with the reason and the providers that there are
 */
export async function requireProvider(ort: OnnxRuntime, provider: string): Promise<void> {
  const listed = ort.listSupportedBackends().map(({ name }) => name);
  if (!listed.includes(provider))
    throw new Error(
      `The installed onnxruntime-node has no execution provider '${provider}': it lists ${listed.join(', ')}.`,
    );
  if (provider === 'cpu') return;
  const test = tested.get(provider) ?? selfTest(ort, provider);
  tested.set(provider, test);
  await test;
}

async function selfTest(ort: OnnxRuntime, provider: string): Promise<void> {
  const refuse = (reason: string, cause?: unknown): Error =>
    new Error(`The execution provider '${provider}' does not work here (${reason}). Use 'cpu'.`, { cause });
  const expected = await compute(ort, 'cpu');
  const found = await compute(ort, provider).catch((error: unknown) => {
    throw refuse(reasonOf(error), error);
  });
  const scale = Math.max(...expected.map(Math.abs));
  if (!found.every((value, index) => Math.abs(value - expected[index]!) <= TOLERANCE * scale))
    throw refuse('its self-test gave wrong numbers');
}

async function compute(ort: OnnxRuntime, provider: string): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(encodeModel(PROBE), {
    executionProviders: [provider],
    logSeverityLevel: 4,
  });
  try {
    const wave = (shape: readonly number[], pitch: number) =>
      new ort.Tensor(
        'float32',
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(pitch * (i + 1))),
        shape,
      );
    const { y } = await session.run({ x: wave(SHAPE, 1.3), filter: wave([CHANNELS, CHANNELS, 3, 3], 2.1) });
    return (await y!.getData()) as Float32Array; // a float32 output
  } finally {
    await session.release();
  }
}
