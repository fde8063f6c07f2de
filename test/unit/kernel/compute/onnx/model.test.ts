import { expect, test } from 'vitest';
import { createSession, encodeModel, type Model } from '../../../../../src/kernel/compute/onnx';
import { onnxReader } from './onnxReader';

/** Every kind of attribute, type, shape and domain that the writer knows. */
const everything: Model = {
  nodes: [
    {
      op: 'Conv',
      name: 'blur',
      inputs: ['image', 'filter', ''],
      outputs: ['blurred'],
      attributes: { auto_pad: 'NOTSET', kernel_shape: [1, 1], pads: [0, 0, 0, 0], group: 1 },
    },
    { op: 'LeakyRelu', inputs: ['blurred'], outputs: ['leaky'], attributes: { alpha: { float: 0.25 } } },
    { op: 'Concat', inputs: ['leaky', 'leaky'], outputs: ['twice'], attributes: { axis: -3 } },
    {
      op: 'Upsample',
      domain: 'org.example',
      inputs: ['twice'],
      outputs: ['large'],
      attributes: { scales: { floats: [1, 1, 2.5, 1e-3] } },
    },
    { op: 'Where', inputs: ['mask', 'count', 'last'], outputs: ['chosen'] },
  ],
  inputs: [
    { name: 'image', type: 'float32', shape: ['batch', 2, 300, 'width'] },
    { name: 'mask', type: 'bool', shape: [2] },
  ],
  outputs: [
    { name: 'large', type: 'float32', shape: ['batch', 4, 750, 'wide'] },
    { name: 'chosen', type: 'int64', shape: [2] },
  ],
  initializers: [
    { name: 'filter', type: 'float32', shape: [2, 2, 1, 1], data: Float32Array.of(1, -0.5, 1e-30, 2 ** 100) },
    { name: 'count', type: 'int64', shape: [], data: BigInt64Array.of(-(2n ** 40n)) },
    { name: 'last', type: 'int64', shape: [2], data: BigInt64Array.of(127n, 128n) },
    { name: 'spare', type: 'int32', shape: [1, 2], data: Int32Array.of(-1, 2 ** 31 - 1) },
    { name: 'flags', type: 'bool', shape: [2], data: Uint8Array.of(0, 1) },
    { name: 'nothing', type: 'float32', shape: [0], data: new Float32Array() },
  ],
  domains: { 'org.example': 3 },
};

test.skipIf(!onnxReader.present)("Debian's onnx reads what was written, and its checker accepts it", () => {
  const read = onnxReader.read(encodeModel(everything));
  expect(read.irVersion).toBe(8);
  expect(read.opsets).toEqual({ '': 17, 'org.example': 3 });
  expect(read.nodes.map((node: { op: string }) => node.op)).toEqual(everything.nodes.map(({ op }) => op));
  expect(read.nodes[0]).toEqual({
    op: 'Conv',
    domain: '',
    name: 'blur',
    inputs: ['image', 'filter', ''],
    outputs: ['blurred'],
    attributes: {
      auto_pad: ['STRING', 'NOTSET'],
      kernel_shape: ['INTS', [1, 1]],
      pads: ['INTS', [0, 0, 0, 0]],
      group: ['INT', 1],
    },
  });
  expect(read.nodes[1].attributes).toEqual({ alpha: ['FLOAT', 0.25] });
  expect(read.nodes[2].attributes).toEqual({ axis: ['INT', -3] });
  expect(read.nodes[3]).toMatchObject({
    domain: 'org.example',
    attributes: { scales: ['FLOATS', [1, 1, 2.5, Math.fround(1e-3)]] },
  });
  expect(read.inputs).toEqual([
    { name: 'image', type: 'FLOAT', shape: ['batch', 2, 300, 'width'] },
    { name: 'mask', type: 'BOOL', shape: [2] },
  ]);
  expect(read.outputs[1]).toEqual({ name: 'chosen', type: 'INT64', shape: [2] });
  expect(read.initializers).toEqual([
    {
      name: 'filter',
      type: 'FLOAT',
      values: [
        [[[1]], [[-0.5]]],
        [[[Math.fround(1e-30)]], [[2 ** 100]]],
      ],
    },
    { name: 'count', type: 'INT64', values: -(2 ** 40) },
    { name: 'last', type: 'INT64', values: [127, 128] },
    { name: 'spare', type: 'INT32', values: [[-1, 2 ** 31 - 1]] },
    { name: 'flags', type: 'BOOL', values: [false, true] },
    { name: 'nothing', type: 'FLOAT', values: [] },
  ]);
});

test('a model with a size known only at run time computes the right numbers', async () => {
  const model: Model = {
    nodes: [
      { op: 'Mul', inputs: ['x', 'weights'], outputs: ['scaled'] },
      {
        op: 'ReduceSum',
        inputs: ['scaled', 'axes'],
        outputs: ['y'],
        attributes: { keepdims: 0 },
      },
    ],
    inputs: [{ name: 'x', type: 'float32', shape: ['n', 3] }],
    outputs: [{ name: 'y', type: 'float32', shape: ['n'] }],
    initializers: [
      { name: 'weights', type: 'float32', shape: [3], data: Float32Array.of(1, 10, 100) },
      { name: 'axes', type: 'int64', shape: [1], data: BigInt64Array.of(-1n) },
    ],
  };
  const session = await createSession(encodeModel(model), { threads: 1 });
  for (const rows of [1, 3]) {
    const x = Float32Array.from({ length: rows * 3 }, (_, i) => i + 1);
    const { y } = await session.run({ x: { type: 'float32', shape: [rows, 3], data: x } });
    expect([...y!.data]).toEqual([321, 654, 987].slice(0, rows));
  }
  await session.dispose();
});

test('a constant that does not fill its shape, and a fraction as an int, are refused with their names', () => {
  const with_ = (part: Partial<Model>): Model => ({
    nodes: [],
    inputs: [],
    outputs: [],
    initializers: [],
    ...part,
  });
  const short = { name: 'w', type: 'float32', shape: [2, 2], data: new Float32Array(3) } as const;
  expect(() => encodeModel(with_({ initializers: [short] }))).toThrow(
    /'w' has 3 values and the shape \[2,2\]/,
  );
  const node = { op: 'Elu', inputs: ['x'], outputs: ['y'], attributes: { alpha: 0.5 } };
  expect(() => encodeModel(with_({ nodes: [node] }))).toThrow(/Elu\.alpha is 0\.5.*float: 0\.5/);
});
