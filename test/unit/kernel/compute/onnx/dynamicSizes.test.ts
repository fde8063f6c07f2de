import { expect, test } from 'vitest';
import {
  createSession,
  encodeModel,
  type Initializer,
  type Model,
} from '../../../../../src/kernel/compute/onnx';
import { type Sizes, withDynamicSizes } from '../../../../../src/kernel/compute/onnx/dynamicSizes';
import { onnxReader } from './onnxReader';

const ints = (name: string, values: readonly number[]): Initializer => ({
  name,
  type: 'int64',
  shape: [values.length],
  data: BigInt64Array.from(values, BigInt),
});

/** Space to depth by 2, a border of the first row, and all of it as one matrix; written for given sizes. */
function program({ batch = 0, height = 0, width = 0 }: Sizes): Model {
  const [h, w] = [height / 2, width / 2];
  return {
    inputs: [{ name: 'x', type: 'float32', shape: [batch, height, width, 3] }],
    outputs: [
      { name: 'blocks', type: 'float32', shape: [batch, h + 1, w, 12] },
      { name: 'matrix', type: 'float32', shape: [batch * (h + 1) * w, 12] },
    ],
    nodes: [
      { op: 'Reshape', inputs: ['x', 'split'], outputs: ['split x'] },
      {
        op: 'Transpose',
        inputs: ['split x'],
        outputs: ['moved'],
        attributes: { perm: [0, 1, 3, 2, 4, 5] },
      },
      { op: 'Reshape', inputs: ['moved', 'joined'], outputs: ['folded'] },
      { op: 'Slice', inputs: ['folded', 'begin', 'end', 'axes'], outputs: ['last row'] },
      { op: 'Concat', inputs: ['folded', 'last row'], outputs: ['blocks'], attributes: { axis: 1 } },
      { op: 'Reshape', inputs: ['blocks', 'flat'], outputs: ['matrix'] },
    ],
    initializers: [
      ints('split', [batch, h, 2, w, 2, 3]),
      ints('joined', [batch, h, w, 12]),
      ints('begin', [h - 1]),
      ints('end', [h]),
      ints('axes', [1]),
      ints('flat', [batch * (h + 1) * w, 12]),
    ],
  };
}

const inputs = [{ name: 'x', type: 'float32', shape: ['batch', 'height', 'width', 3] }] as const;
const examples = { batch: [2, 3, 5], height: [8, 12, 18], width: [10, 14, 22] } as const;

async function run(model: Model, shape: readonly [number, number, number, number]): Promise<number[]> {
  const [n, h, w] = shape;
  const session = await createSession(encodeModel(model), { threads: 1 });
  const data = Float32Array.from({ length: n * h * w * 3 }, (_, i) => i);
  const { matrix } = await session.run({ x: { type: 'float32', shape, data } }, ['matrix']);
  await session.dispose();
  expect(matrix!.shape).toEqual([(n * (h / 2 + 1) * w) / 2, 12]);
  return [...(matrix!.data as Float32Array)];
}

test('a program written for given sizes becomes a model for all, which equals it at sizes never seen', async () => {
  const model = withDynamicSizes(program, inputs, examples);
  expect(model.outputs.map(({ shape }) => shape)).toEqual([
    ['batch', 'height/2 + 1', 'width/2', 12],
    ['batch*height*width/4 + batch*width/2', 12],
  ]);
  for (const [batch, height, width] of [
    [1, 4, 2],
    [7, 6, 30],
  ] as const) {
    const expected = await run(program({ batch, height, width }), [batch, height, width, 3]);
    expect(await run(model, [batch, height, width, 3])).toEqual(expected);
  }
  expect(onnxReader.check(encodeModel(model))).toBe('');
});

test('what cannot be said as a product of sizes is refused with its place', () => {
  const square = (sizes: Sizes): Model => {
    const model = program(sizes);
    const height = sizes.height ?? 0;
    return { ...model, outputs: [{ name: 'blocks', type: 'float32', shape: [height * height] }] };
  };
  expect(() => withDynamicSizes(square, inputs, examples)).toThrow(/no product of batch, height, width/);

  const scaled = (sizes: Sizes): Model => {
    const model = program(sizes);
    const data = Float32Array.of(1 / (sizes.width ?? 1));
    const constant: Initializer = { name: 'inverse', type: 'float32', shape: [1], data };
    return {
      ...model,
      nodes: [...model.nodes, { op: 'Mul', inputs: ['matrix', 'inverse'], outputs: ['mean'] }],
      initializers: [...model.initializers, constant],
    };
  };
  expect(() => withDynamicSizes(scaled, inputs, examples)).toThrow(
    /input 1 of Mul 'mean' changes with the size/,
  );
});
