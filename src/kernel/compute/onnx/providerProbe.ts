import type { OnnxRuntime } from './load';
import { encodeModel, type Initializer, type Model, type Node } from './model';

const SHAPE = [1, 8, 6, 6];
const SQUARE = [8, 8, 3, 3];
/** What a slice takes of the probe. */
const PART = [1, 8, 2, 4];
/** TensorProto.DataType of onnx.proto. */
const [FLOAT32, INT32] = [1, 6];

const list = (name: string, values: readonly number[], shape = [values.length]): Initializer => ({
  name,
  type: 'int64',
  shape,
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
  { op: 'Concat', inputs: ['x', 'Conv'], outputs: ['Concat'], attributes: { axis: 1 } },
  { op: 'Slice', inputs: ['x', 'starts', 'ends', 'sides', 'steps'], outputs: ['Slice'] },
  { op: 'Transpose', inputs: ['x'], outputs: ['Transpose'], attributes: { perm: [0, 2, 3, 1] } },
  { op: 'Expand', inputs: ['ReduceMean', 'whole'], outputs: ['Expand'] },
  {
    op: 'MaxPool',
    inputs: ['x'],
    outputs: ['MaxPool'],
    attributes: { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
  },
  {
    op: 'ScatterElements',
    inputs: ['x', 'places', 'Slice'],
    outputs: ['ScatterElements'],
    attributes: { axis: 2, reduction: 'add' },
  },
  { op: 'CumSum', inputs: ['x', 'side'], outputs: ['CumSum'], attributes: { reverse: 1, exclusive: 1 } },
  { op: 'GatherND', inputs: ['x', 'points'], outputs: ['GatherND'] },
  { op: 'Cast', inputs: ['greater'], outputs: ['ones'], attributes: { to: INT32 } },
  { op: 'Cast', inputs: ['ones'], outputs: ['Cast'], attributes: { to: FLOAT32 } },
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
  Concat: [1, 16, 6, 6],
  Slice: PART,
  Transpose: [1, 6, 6, 8],
  Expand: SHAPE,
  MaxPool: [1, 8, 3, 3],
  ScatterElements: SHAPE,
  CumSum: SHAPE,
  GatherND: [3, 6],
  Cast: SHAPE,
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
    list('starts', [1, 2]),
    list('ends', [5, 6]),
    list('sides', [2, 3]),
    list('steps', [2, 1]),
    list('whole', SHAPE),
    list(
      'places',
      [...Array(64).keys()].map((i) => (5 * i) % 6),
      PART,
    ),
    list('side', [3], []),
    list('points', [0, 7, 5, 0, 0, 3, 0, 4, 0], [3, 3]),
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
