import type { OnnxRuntime } from './load';
import { encodeModel, type Initializer, type Model, type Node } from './model';

const SHAPE = [1, 8, 6, 6];
const SQUARE = [8, 8, 3, 3];

const list = (name: string, values: readonly number[]): Initializer => ({
  name,
  type: 'int64',
  shape: [values.length],
  data: BigInt64Array.from(values, BigInt),
});

/** An output of each operator that networks and their gradients spend their time on, by its name. */
const NODES: readonly Node[] = [
  { op: 'Conv', inputs: ['x', 'filter'], outputs: ['Conv'], attributes: { pads: [1, 1, 1, 1] } },
  { op: 'LeakyRelu', inputs: ['Conv'], outputs: ['LeakyRelu'], attributes: { alpha: { float: 0.2 } } },
  {
    op: 'ConvTranspose',
    inputs: ['x', 'filter'],
    outputs: ['ConvTranspose'],
    attributes: { strides: [2, 2], pads: [0, 0, 1, 1] },
  },
  { op: 'MatMul', inputs: ['x', 'Conv'], outputs: ['MatMul'] },
  {
    op: 'FusedMatMul',
    domain: 'com.microsoft',
    inputs: ['x', 'Conv'],
    outputs: ['FusedMatMul'],
    attributes: { transB: 1 },
  },
  { op: 'Gather', inputs: ['x', 'rows'], outputs: ['Gather'], attributes: { axis: 2 } },
  { op: 'Pad', inputs: ['x', 'border'], outputs: ['Pad'] },
  { op: 'ReduceSum', inputs: ['x', 'axes'], outputs: ['ReduceSum'], attributes: { keepdims: 0 } },
  { op: 'ReduceMean', inputs: ['x'], outputs: ['ReduceMean'], attributes: { axes: [1, 3] } },
  { op: 'HardSigmoid', inputs: ['x'], outputs: ['HardSigmoid'], attributes: { alpha: { float: 0.5 } } },
  { op: 'Greater', inputs: ['x', 'Gather'], outputs: ['greater'] },
  { op: 'Where', inputs: ['greater', 'x', 'Conv'], outputs: ['Where'] },
];

const OUTPUTS: Readonly<Record<string, readonly number[]>> = {
  Conv: SHAPE,
  LeakyRelu: SHAPE,
  ConvTranspose: [1, 8, 12, 12],
  MatMul: SHAPE,
  FusedMatMul: SHAPE,
  Gather: SHAPE,
  Pad: [1, 8, 9, 8],
  ReduceSum: [8],
  ReduceMean: [1, 1, 6, 1],
  HardSigmoid: SHAPE,
  Where: SHAPE,
};

const PROBE: Model = {
  nodes: NODES,
  inputs: [
    { name: 'x', type: 'float32', shape: SHAPE },
    { name: 'filter', type: 'float32', shape: SQUARE },
  ],
  outputs: Object.entries(OUTPUTS).map(([name, shape]) => ({ name, type: 'float32', shape })),
  initializers: [
    list('rows', [5, 0, 0, 2, 4, 1]),
    list('border', [0, 0, 1, 2, 0, 0, 2, 0]),
    list('axes', [0, 2, 3]),
  ],
};

/** What an execution provider computes for each operator of the probe. */
export async function runProbe(ort: OnnxRuntime, provider: string): Promise<Map<string, Float32Array>> {
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
    const found = await session.run({ x: wave(SHAPE, 1.3), filter: wave(SQUARE, 2.1) });
    const values = new Map<string, Float32Array>();
    for (const name of Object.keys(OUTPUTS)) values.set(name, (await found[name]!.getData()) as Float32Array); // float32 outputs
    return values;
  } finally {
    await session.release();
  }
}
