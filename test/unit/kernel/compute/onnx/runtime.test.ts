import v8 from 'node:v8';
import vm from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import {
  createSession,
  encodeModel,
  type HostTensor,
  type Model,
  type Session,
} from '../../../../../src/kernel/compute/onnx';

v8.setFlagsFromString('--expose-gc');
const collectGarbage: () => void = vm.runInNewContext('gc');

/** `next` = `state` + 1, `sum` = the sum of `state`. */
const counter: Model = {
  nodes: [
    { op: 'Add', inputs: ['state', 'one'], outputs: ['next'] },
    { op: 'ReduceSum', inputs: ['state'], outputs: ['sum'], attributes: { keepdims: 0 } },
  ],
  inputs: [{ name: 'state', type: 'float32', shape: [2, 64] }],
  outputs: [
    { name: 'next', type: 'float32', shape: [2, 64] },
    { name: 'sum', type: 'float32', shape: [] },
  ],
  initializers: [{ name: 'one', type: 'float32', shape: [], data: Float32Array.of(1) }],
};
const float = (shape: number[]): HostTensor => ({
  type: 'float32',
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});

const open: Session[] = [];
afterEach(async () => {
  for (const session of open.splice(0)) await session.dispose();
});
async function start(model: Model): Promise<Session> {
  const session = await createSession(encodeModel(model), { threads: 1 });
  open.push(session);
  return session;
}

test('what one run gives is what the next one takes, 10,000 times, and nothing grows', async () => {
  const session = await start(counter);
  const state = float([2, 64]);
  let sum: HostTensor | undefined;
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const computed = await session.run({ state });
      (state.data as Float32Array).set(computed['next']!.data as Float32Array);
      sum = computed['sum'];
    }
  };
  const used = () => {
    collectGarbage();
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    return { rss, heapUsed, external, arrayBuffers };
  };
  await run(2000);
  const before = used();
  await run(10_000);
  const after = used();
  expect(state.data[0]).toBe(12_000);
  expect(sum).toEqual({ type: 'float32', shape: [], data: Float32Array.of(11_999 * 128) });
  // A hundred bytes a run would be 1 MB, a tensor a run 5 MB; the test runner itself moves some 100 kB.
  for (const kind of ['heapUsed', 'external', 'arrayBuffers'] as const)
    expect(after[kind] - before[kind], kind).toBeLessThan(1e6);
  expect(after.rss - before.rss).toBeLessThan(16e6);
});

test('only the outputs that are asked for are computed', async () => {
  const session = await start(counter);
  const state = float([2, 64]);
  state.data.fill(2 as never);
  expect(Object.keys(await session.run({ state }, ['sum']))).toEqual(['sum']);
});

test('bool, int32 and int64 pass in and out', async () => {
  const session = await start({
    nodes: [
      { op: 'Where', inputs: ['mask', 'a', 'b'], outputs: ['chosen'] },
      { op: 'Not', inputs: ['mask'], outputs: ['rest'] },
      { op: 'Cast', inputs: ['chosen'], outputs: ['wide'], attributes: { to: 7 } },
    ],
    inputs: [
      { name: 'mask', type: 'bool', shape: [3] },
      { name: 'a', type: 'int32', shape: [3] },
      { name: 'b', type: 'int32', shape: [] },
    ],
    outputs: [
      { name: 'rest', type: 'bool', shape: [3] },
      { name: 'chosen', type: 'int32', shape: [3] },
      { name: 'wide', type: 'int64', shape: [3] },
    ],
    initializers: [],
  });
  const computed = await session.run({
    mask: { type: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
    a: { type: 'int32', shape: [3], data: Int32Array.of(5, 6, 7) },
    b: { type: 'int32', shape: [], data: Int32Array.of(-9) },
  });
  expect(computed).toEqual({
    rest: { type: 'bool', shape: [3], data: Uint8Array.of(0, 1, 0) },
    chosen: { type: 'int32', shape: [3], data: Int32Array.of(5, -9, 7) },
    wide: { type: 'int64', shape: [3], data: BigInt64Array.of(5n, -9n, 7n) },
  });
});

test('an empty tensor is computed like any other', async () => {
  const session = await start({
    nodes: [{ op: 'Relu', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', type: 'float32', shape: [0, 3] }],
    outputs: [{ name: 'y', type: 'float32', shape: [0, 3] }],
    initializers: [],
  });
  expect(await session.run({ x: float([0, 3]) })).toEqual({ y: float([0, 3]) });
});

test('what does not fit the model is refused by name, and the session stays usable', async () => {
  const session = await start(counter);
  const state = float([2, 64]);
  await expect(session.run({})).rejects.toThrow("input 'state' is missing");
  await expect(session.run({ state, other: state })).rejects.toThrow("no input 'other': it has state");
  await expect(session.run({ state }, ['total'])).rejects.toThrow("no output 'total': it has next, sum");
  await expect(session.run({ state: float([64, 2]) })).rejects.toThrow(
    "'state' is float32 [64,2], but the model wants float32 [2,64]",
  );
  const ints: HostTensor = { type: 'int32', shape: [2, 64], data: new Int32Array(128) };
  await expect(session.run({ state: ints })).rejects.toThrow("'state' is int32");
  const short: HostTensor = { type: 'float32', shape: [2, 64], data: new Float32Array(5) };
  await expect(session.run({ state: short })).rejects.toThrow(/'state' is not whole.*128/);
  expect((await session.run({ state }))['sum']!.data[0]).toBe(0);

  await session.dispose();
  await session.dispose();
  await expect(session.run({ state })).rejects.toThrow('was disposed');
});

test('a broken model, an unknown operator and an unlisted provider are refused with the reason', async () => {
  await expect(createSession(Uint8Array.of(1, 2, 3))).rejects.toThrow(/model \(0\.0 MB\) was refused: .+/);
  const unknown = { ...counter, nodes: [{ op: 'Blur', inputs: ['state'], outputs: ['next', 'sum'] }] };
  await expect(createSession(encodeModel(unknown))).rejects.toThrow(/Blur/);
  await expect(createSession(encodeModel(counter), { provider: 'abacus' })).rejects.toThrow(
    /no execution provider 'abacus': it lists cpu/,
  );
});

test('a provider is taken only if it gives the numbers of cpu', async () => {
  const session = await createSession(encodeModel(counter), { provider: 'webgpu' }).catch((error: Error) => {
    expect(error.message).toMatch(/'webgpu' does not work here \(.+\)\. Use 'cpu'\./);
  });
  if (!session) return;
  open.push(session);
  const state = float([2, 64]);
  expect((await session.run({ state }))['next']!.data[127]).toBe(1);
});

test('a tensor too large for the memory is an error with advice, and the process lives on', async () => {
  const session = await start({
    nodes: [
      { op: 'ConstantOfShape', inputs: ['shape'], outputs: ['huge'] },
      { op: 'ReduceSum', inputs: ['huge'], outputs: ['sum'], attributes: { keepdims: 0 } },
    ],
    inputs: [{ name: 'shape', type: 'int64', shape: [1] }],
    outputs: [{ name: 'sum', type: 'float32', shape: [] }],
    initializers: [],
  });
  const shape: HostTensor = { type: 'int64', shape: [1], data: BigInt64Array.of(2n ** 50n) };
  await expect(session.run({ shape })).rejects.toThrow(/Memory is short: take a smaller/);
  shape.data = BigInt64Array.of(8n);
  await session.run({ shape });
});
