import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CompileError, compile } from '../../../../../src/kernel/compute/compiler';
import { trace } from '../../../../../src/kernel/compute/compiler/trace/trace';
import { uniform } from './againstEager';

beforeEach(() => tf.setBackend('cpu'));
afterEach(() => tf.disposeVariables());

/** Counts up in a variable and gives the sum of all it has seen. */
function counter() {
  const seen = tf.variable(tf.scalar(0));
  const fn = (x: tf.Tensor): tf.Tensor => {
    seen.assign(tf.add(seen, tf.sum(x)));
    return tf.mul(seen, 2);
  };
  return { seen, fn };
}

describe.each([{ eager: false }, { eager: true }])('with eager: $eager', (options) => {
  it('variables change only when an attempt is accepted', async () => {
    const { seen, fn } = counter();
    const compiled = compile(fn, options);
    const numTensors = tf.memory().numTensors;
    const refused = await compiled.attempt({ shape: [2], data: Float32Array.of(1, 2) });
    expect(refused.results.data[0]).toBe(6);
    compiled.sync();
    expect(seen.dataSync()[0]).toBe(0);

    const accepted = await compiled.attempt({ shape: [2], data: Float32Array.of(4, 5) });
    accepted.accept();
    accepted.accept();
    await compiled.run({ shape: [2], data: Float32Array.of(10, 0) });
    compiled.sync();
    expect(seen.dataSync()[0]).toBe(19);
    expect(tf.memory().numTensors).toBe(numTensors);
    await compiled.dispose();
  });

  it('overlapping runs follow one another', async () => {
    const { seen, fn } = counter();
    const compiled = compile(fn, options);
    const sums = await Promise.all([1, 10, 100].map((x) => compiled.run(x)));
    expect(sums.map(({ data }) => data[0])).toEqual([2, 22, 222]);
    expect(compiled.stats).toMatchObject({ programs: options.eager ? 0 : 1, runs: 3 });
    compiled.sync();
    expect(seen.dataSync()[0]).toBe(111);
    const late = compiled.attempt(1000);
    const [, next] = await Promise.all([late, compiled.run(10_000)]);
    (await late).accept();
    expect(next.data[0]).toBe(20_222);
    compiled.sync();
    expect(seen.dataSync()[0]).toBe(10_111);
    await compiled.dispose();
  });

  it('a function that throws leaves variables and memory as they were, and can run again', async () => {
    const { seen, fn } = counter();
    let isBroken = true;
    const breaking = (x: tf.Tensor): tf.Tensor => {
      const y = fn(x);
      if (isBroken) throw new RangeError('broken');
      return y;
    };
    const compiled = compile(breaking, options);
    const before = tf.memory().numTensors;
    await expect(compiled.run(1)).rejects.toThrow('broken');
    expect(tf.memory().numTensors).toBe(before);
    expect(seen.dataSync()[0]).toBe(0);
    isBroken = false;
    expect((await compiled.run(1)).data[0]).toBe(2);
    await compiled.dispose();
  });

  it('bytes are whole numbers with their values, and results may be inputs and variables', async () => {
    const one = tf.variable(tf.scalar(1));
    const compiled = compile((x: tf.Tensor) => [tf.mul(x, 2), x, one], options);
    const input = { shape: [2], data: Uint8Array.of(7, 255) };
    const values = async () => (await compiled.run(input)).map(({ data }) => data);
    await values();
    expect(await values()).toEqual([Float32Array.of(14, 510), Int32Array.of(7, 255), Float32Array.of(1)]);
    await compiled.dispose();
  });

  it('results keep the form in which the function gives them', async () => {
    const list = compile((x: tf.Tensor) => [tf.neg(x), tf.abs(x)], options);
    const record = compile((x: tf.Tensor) => ({ half: tf.div(x, 2), isLarge: tf.greater(x, 2) }), options);
    const x = tf.tensor1d([-3, 4]);
    expect((await list.run(x)).map(({ data }) => [...data])).toEqual([
      [3, -4],
      [3, 4],
    ]);
    const { half, isLarge } = await record.run(x);
    expect([...half.data, ...isLarge.data]).toEqual([-1.5, 2, 0, 1]);
  });
});

it('shapes share the variables, and only the latest programs are kept', async () => {
  const { seen, fn } = counter();
  const compiled = compile(fn, { maxShapes: 2 });
  for (const size of [1, 2, 3, 1, 3]) await compiled.run(tf.ones([size]));
  expect(compiled.stats.programs).toBe(2);
  compiled.sync();
  expect(seen.dataSync()[0]).toBe(10);
  seen.assign(tf.scalar(100));
  await compiled.load();
  expect((await compiled.run(tf.ones([3]))).data[0]).toBe(206);
  await compiled.dispose();
});

it('many runs leave no tensors and no memory behind', async () => {
  const { fn } = counter();
  const compiled = compile(fn);
  const input = { shape: [1000], data: new Float32Array(1000).fill(1e-3) };
  for (let i = 0; i < 200; i++) await compiled.run(input);
  const before = { tensors: tf.memory().numTensors, rss: process.memoryUsage().rss };
  for (let i = 0; i < 2000; i++) await compiled.run(input);
  expect(tf.memory().numTensors).toBe(before.tensors);
  expect(process.memoryUsage().rss - before.rss).toBeLessThan(100 * 2 ** 20);
  await compiled.dispose();
});

it('constants take the weights as they are; inputs see later changes after load', async () => {
  const weight = tf.variable(tf.scalar(3));
  const baked = compile((x: tf.Tensor) => tf.mul(x, weight), { constants: true });
  expect((await baked.run(2)).data[0]).toBe(6);
  weight.assign(tf.scalar(5));
  await baked.load();
  expect((await baked.run(2)).data[0]).toBe(6);
});

describe('what cannot be compiled', () => {
  const x = { shape: [2, 3], data: new Float32Array(6) };

  it.each([
    ['values that are read', (t: tf.Tensor) => tf.scalar(tf.sum(t).dataSync()[0]!), /values of a tensor/],
    ['a decision over values', (t: tf.Tensor) => (t.arraySync() ? t : tf.neg(t)), /tf\.where/],
    ['an unknown operation', (t: tf.Tensor) => tf.topk(t).values, /TopK cannot be compiled/],
    ['exp of whole numbers', (t: tf.Tensor) => tf.exp(tf.cast(t, 'int32')), /Exp of int32 .*tf\.cast/],
    ['sums of booleans', (t: tf.Tensor) => tf.add(tf.greater(t, 0), tf.less(t, 1)), /Add of bool/],
    ['an async function', (async (t: tf.Tensor) => t) as never, /async.*behaviour\.test\.ts/],
    ['something that is no tensor', (() => ({ loss: 3 })) as never, /loss is number.*behaviour\.test\.ts/],
  ] as [string, (t: tf.Tensor) => tf.Tensor, RegExp][])('%s', async (_, fn, message) => {
    const numTensors = tf.memory().numTensors;
    const backend = tf.getBackend();
    await expect(compile(fn).run(x)).rejects.toThrow(message);
    expect(tf.getBackend()).toBe(backend);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('is named with the line of the user', async () => {
    const read = (t: tf.Tensor): tf.Tensor => tf.scalar(t.dataSync()[0]!);
    const error = await compile(read)
      .run(x)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CompileError);
    expect((error as Error).message).toMatch(/behaviour\.test\.ts:\d+:\d+\.$/);
  });

  it('is named with the line of the user in a deep network too', async () => {
    const layer = (t: tf.Tensor, depth: number): tf.Tensor =>
      depth === 0 ? tf.scalar(t.dataSync()[0]!) : tf.tidy(() => tf.neg(layer(t, depth - 1)));
    await expect(compile((t: tf.Tensor) => layer(t, 30)).run(x)).rejects.toThrow(
      /behaviour\.test\.ts:\d+:\d+\.$/,
    );
  });

  it('the gradient of sizes that were rounded up, which eager kernels get wrong', async () => {
    const pool = (image: tf.Tensor) => tf.sum(tf.maxPool(image as tf.Tensor4D, 2, 2, 0, 'ceil'));
    const compiled = compile((t: tf.Tensor) => tf.grad(pool)(tf.reshape(t, [1, 2, 3, 1])));
    await expect(compiled.run(x)).rejects.toThrow(/no gradient for windows/);
  });

  it('empty inputs', () =>
    expect(
      compile((t: tf.Tensor) => tf.neg(t)).run({ shape: [0, 3], data: new Float32Array() }),
    ).rejects.toThrow(/no values/));
});

it('warns of baked data', async () => {
  const warnings: string[] = [];
  const data = uniform([80, 80], 1);
  const shifted = (x: tf.Tensor): tf.Tensor => tf.add(x, data);
  const compiled = compile(shifted, { onWarning: (text) => warnings.push(text) });
  await compiled.run(uniform([80, 80], 2));
  expect(warnings.some((text) => /\[80,80\].*baked/.test(text))).toBe(true);
  await compiled.dispose();
});

it('notices a captured tensor that was exchanged, and warns of it however small it is', async () => {
  const warnings: string[] = [];
  let factor = tf.scalar(2);
  const compiled = compile((x: tf.Tensor) => tf.mul(x, factor), { onWarning: (text) => warnings.push(text) });
  expect((await compiled.run(3)).data[0]).toBe(6);
  expect(warnings).toEqual([expect.stringMatching(/A tensor \[\] from outside/)]);
  factor.dispose();
  factor = tf.scalar(5);
  expect((await compiled.run(3)).data[0]).toBe(15);
  await compiled.dispose();
});

it('variables that the function does not use are no states', () => {
  const [used, changed] = [tf.variable(tf.scalar(3)), tf.variable(tf.scalar(4)), tf.variable(tf.ones([5]))];
  const { states, variables } = trace(
    (x) => changed.assign(tf.mul(x!, used)) ?? x!,
    [{ shape: [], type: 'float32' }],
    false,
  );
  expect(states.flatMap(({ ids }) => ids.map((id) => variables.get(id)))).toEqual([used, changed]);
});
