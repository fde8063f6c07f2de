import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type CompileOptions, compile } from '../../../../../src/kernel/compute/compiler';
import { exportOnnx } from '../../../../../src/kernel/compute/export';
import { uniform } from './againstEager';

beforeEach(() => tf.setBackend('cpu'));
afterEach(() => {
  vi.restoreAllMocks();
  tf.disposeVariables();
});

/** The same seeds for both engines. */
function seedMath(): void {
  let state = 1;
  vi.spyOn(Math, 'random').mockImplementation(() => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  });
}

const warnings: string[] = [];
const onWarning = (text: string): number => warnings.push(text);
beforeEach(() => {
  warnings.length = 0;
});

type Fn = (x: tf.Tensor) => tf.Tensor;

/** What runs give one after another. */
async function runs(fn: Fn, options: CompileOptions, count = 3, between: (run: number) => void = () => {}) {
  seedMath();
  const compiled = compile(fn, { onWarning, ...options });
  const seen: number[][] = [];
  for (let run = 0; run < count; run++) {
    seen.push([...(await compiled.run({ shape: [2, 3], data: Float32Array.of(1, -2, 3, 0.5, 4, -1) })).data]);
    between(run);
    compiled.renew();
  }
  await compiled.dispose();
  return seen;
}

const DRAWS: Readonly<Record<string, Fn>> = {
  'uniform ones': (x) => tf.add(x, tf.randomUniform([2, 3])),
  'uniform ones between bounds': (x) => tf.add(x, tf.randomUniform([2, 3], -2.25, 5)),
  'a single one': (x) => tf.mul(x, tf.randomUniform([1], 0.5, 0.625)),
  'scalars with odd bounds': (x) => tf.mul(x, tf.randomUniform([], -Math.PI, 1 / 3)),
  'normal ones': (x) => tf.add(x, tf.randomNormal([2, 3], 0.5, 25 / 255)),
  'standard normal ones': (x) => tf.add(x, tf.randomStandardNormal([3])),
  'truncated normal ones': (x) => tf.add(x, tf.truncatedNormal([2, 3], 0, 0.02)),
  'all the same': (x) => tf.add(x, tf.randomNormal([2, 3], 7, 0)),
  'large ones far from zero': (x) => tf.add(x, tf.randomUniform([2, 3], 1e6, 1e6 + 1)),
  dropout: (x) => tf.dropout(x, 0.4),
  'dropout with its gradient': (x) =>
    tf.grad((y) => tf.sum(tf.square(tf.mul(tf.dropout(tf.mul(y, 3), 0.5), y))))(x),
  several: (x) => {
    tf.randomNormal([4]).dispose();
    return tf.add(tf.mul(tf.dropout(x, 0.25), tf.randomUniform([3])), tf.randomNormal([2, 1], 0, 0.1));
  },
};

it.each(Object.entries(DRAWS))('draws %s anew at each run, as eager runs do', async (_, fn) => {
  const eager = await runs(fn, { eager: true });
  const compiled = await runs(fn, {});
  expect(warnings).toEqual([]);
  for (const [run, values] of compiled.entries())
    for (const [i, value] of values.entries()) {
      const expected = eager[run]![i]!;
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(expected)));
    }
});

it('without seeds runs differ, and with a seed they do not', async () => {
  const compiled = compile(
    (x: tf.Tensor) => ({
      free: tf.add(x, tf.randomNormal([5])),
      seeded: tf.add(x, tf.randomNormal([5], 0, 1, 'float32', 3)),
    }),
    { onWarning },
  );
  const [first, second] = [await compiled.run(1), await compiled.run(1)];
  expect(first.free.data).not.toEqual(second.free.data);
  expect(first.seeded.data).toEqual(second.seeded.data);
  expect(warnings).toEqual([]);
  await compiled.dispose();
});

it('a noise level that is set from outside is seen when the function is recorded again, without loading', async () => {
  let level = 0.1;
  const noisy: Fn = (x) => tf.add(x, tf.randomNormal([2, 3], 0, level));
  const change = (run: number): void => {
    level = 0.3 / (run + 1);
  };
  const eager = await runs(noisy, { eager: true }, 4, change);
  level = 0.1;
  seedMath();
  const compiled = compile(noisy, { onWarning });
  const loads = new Set<number>();
  for (let run = 0; run < 4; run++) {
    const { data } = await compiled.run({ shape: [2, 3], data: Float32Array.of(1, -2, 3, 0.5, 4, -1) });
    for (const [i, value] of data.entries()) expect(value).toBeCloseTo(eager[run]![i]!, 5);
    loads.add(compiled.stats.loadMs);
    change(run);
    compiled.renew();
  }
  expect(loads.size).toBe(1);
  await compiled.dispose();
});

it('a variable that is made at the first call begins with what was drawn', async () => {
  let weight: tf.Variable | undefined;
  const compiled = compile(
    (x: tf.Tensor) => {
      weight ??= tf.variable(tf.randomNormal([3], 0, 1));
      weight.assign(tf.mul(weight, 2));
      return tf.mul(x, weight);
    },
    { onWarning },
  );
  const { data } = await compiled.run(1);
  expect(warnings).toEqual([]);
  expect(new Set(data).size).toBe(3);
  compiled.sync();
  expect([...weight!.dataSync()]).toEqual([...data]);
  const later = await compiled.run(1);
  expect([...later.data]).toEqual([...data].map((value) => 2 * value));
  await compiled.dispose();
});

it('what a function keeps of its first call stays', async () => {
  let kept: tf.Tensor | undefined;
  let weight: tf.Variable | undefined;
  const compiled = compile(
    (x: tf.Tensor) => {
      kept ??= tf.keep(tf.add(tf.randomUniform([3], 5, 6), 1));
      weight ??= tf.variable(tf.mul(tf.randomNormal([3]), 0.1));
      for (const shape of [[3], [0, 3]]) tf.randomUniform(shape).dispose();
      return { kept: tf.mul(x, kept), sum: tf.add(tf.add(weight, kept), tf.randomUniform([3], 0, 1e-3)) };
    },
    { onWarning },
  );
  const [first, second] = [await compiled.run(1), await compiled.run(1)];
  expect(first.kept.data).toEqual(second.kept.data);
  expect(first.kept.data.every((value) => value >= 6 && value <= 7)).toBe(true);
  expect(first.sum.data).not.toEqual(second.sum.data);
  for (const [i, value] of second.sum.data.entries()) expect(value).toBeCloseTo(first.sum.data[i]!, 2);
  expect(warnings).toEqual([]);
  await compiled.dispose();
  kept!.dispose();
});

function changing(shape: number[]): Fn {
  let calls = 0;
  return (x) => tf.mul(x, tf.randomUniform(shape, 0, ++calls));
}

it.each<[string, Fn]>([
  ['Math.random', (x) => tf.mul(x, Math.random())],
  ['whole numbers', (x) => tf.add(x, tf.cast(tf.randomUniform([3], 0, 10, 'int32'), 'float32'))],
  ['numbers of another distribution', (x) => tf.add(x, tf.randomGamma([3], 2))],
  ['a number whose bounds each call changes', changing([])],
  ['numbers whose bounds each call changes', changing([4])],
])('warns of %s, which would be the same at each run', async (_, fn) => {
  const compiled = compile(fn, { onWarning });
  const [first, second] = [await compiled.run(1), await compiled.run(1)];
  expect(first.data).toEqual(second.data);
  expect(warnings).toEqual([expect.stringMatching(/Random numbers .* same/)]);
  await compiled.dispose();
});

it('a function that draws is not exported', async () => {
  await expect(exportOnnx((x) => tf.dropout(x!, 0.5), [{ name: 'x', shape: [1, 4, 4, 3] }])).rejects.toThrow(
    /draws random numbers/,
  );
});

it('large noise in a training step is new at each step', async () => {
  const weight = tf.tidy(() => tf.variable(uniform([80, 80], 1)));
  const optimizer = tf.train.sgd(0);
  const step = compile(
    (x: tf.Tensor) =>
      optimizer.minimize(() => tf.mean(tf.mul(tf.dropout(x, 0.5), weight)) as tf.Scalar, true)!,
    { onWarning },
  );
  const batch = uniform([80, 80], 2);
  const losses = [await step.run(batch), await step.run(batch)].map(({ data }) => data[0]);
  expect(losses[0]).not.toBe(losses[1]);
  expect(warnings).toEqual([]);
  await step.dispose();
  optimizer.dispose();
});
