import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { type CompileOptions, compile } from '../../../../../src/kernel/compute/compiler';

type Named = Record<string, tf.Tensor>;

type Options = CompileOptions & { tolerance?: number; exact?: boolean };

/** Compiles a function, runs it, and expects what the eager `cpu` backend gives: NaN and infinities in the same places. */
export async function expectAsEager(
  fn: (...inputs: tf.Tensor[]) => Named,
  inputs: readonly tf.Tensor[],
  options: Options = {},
): Promise<void> {
  expect(await departures(fn, inputs, options)).toEqual([]);
}

/** Which results of a compiled function are not the eager ones, and where. */
export async function departures(
  fn: (...inputs: tf.Tensor[]) => Named,
  inputs: readonly tf.Tensor[],
  { tolerance = 2e-6, exact = false, ...options }: Options = {},
): Promise<string[]> {
  const eager = tf.tidy(() => fn(...inputs)) as Named;
  const compiled = compile(fn, options);
  const results = await compiled.run(...inputs);
  await compiled.dispose();
  const wrong: string[] = [];
  for (const [name, tensor] of Object.entries(eager)) {
    const { shape, data } = results[name]!;
    const why = tf.util.arraysEqual([...shape], tensor.shape)
      ? difference(data, tensor.dataSync(), exact ? 0 : tolerance)
      : `shape [${shape}] instead of [${tensor.shape}]`;
    if (why) wrong.push(`${name}: ${why}`);
  }
  tf.dispose(eager);
  return wrong;
}

/** Two roundings of numbers round 1, which remain in their difference however small it is. */
const ROUNDING = 2 ** -22;

/** Where values depart by more than a share of the largest one. */
function difference(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): string | undefined {
  const finite = Array.from(expected).filter(Number.isFinite).map(Math.abs);
  const scale = finite.reduce((a, b) => Math.max(a, b), 1e-3);
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [got[i]!, expected[i]!];
    if (Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * scale + ROUNDING) continue;
    return `${a} instead of ${b} at ${i} of ${expected.length} (largest ${scale})`;
  }
  return undefined;
}

export type Case = readonly [string, (...inputs: tf.Tensor[]) => tf.Tensor];

/** All cases as one function, which compiles once. */
export const together =
  (cases: readonly Case[]) =>
  (...inputs: tf.Tensor[]): Named =>
    Object.fromEntries(cases.map(([name, fn]) => [name, fn(...inputs)]));

/** The value of a function and its gradients against a weighted sum of the result. */
export function withGradients(
  fn: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
): Named {
  const weighted = (...given: tf.Tensor[]): tf.Scalar => {
    const y = fn(...given);
    const weights = tf.reshape(tf.sin(tf.range(1, y.size + 1)), y.shape);
    return tf.sum(tf.mul(y, weights));
  };
  const { value, grads } = tf.valueAndGrads(weighted)([...inputs]);
  return {
    value,
    result: fn(...inputs),
    ...Object.fromEntries(grads.map((grad, i) => [`gradient ${i}`, grad])),
  };
}

export const uniform = (shape: number[], seed: number, low = -1, high = 1): tf.Tensor =>
  tf.randomUniform(shape, low, high, 'float32', seed);
