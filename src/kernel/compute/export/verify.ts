import * as tf from '@tensorflow/tfjs';
import type { Results } from '../compiler';
import { createSession, type HostTensor } from '../onnx';

/** Two orders of the same float32 sums differ by some 1e-6 of the largest value. */
const TOLERANCE = 1e-4;

/**
 * Runs a model and the function that it was made from on the same inputs in [0, 1] and compares their results.
 * @param inputs of the model, in the order of the function's parameters
 * @param outputs of the model, in the order of the function's results
 * @throws Error naming the output that differs
 */
export async function requireSameNumbers(
  model: Uint8Array,
  fn: (...inputs: tf.Tensor[]) => Results,
  inputs: readonly { name: string; shape: readonly number[] }[],
  outputs: readonly string[],
): Promise<void> {
  const feeds = Object.fromEntries(inputs.map(({ name, shape }) => [name, wave(shape)]));
  const expected = await eager(fn, Object.values(feeds));
  const session = await createSession(model);
  const computed = await session.run(feeds).finally(() => session.dispose());
  for (const [i, output] of outputs.entries()) {
    const furthest = departure(
      computed[output]!.data as ArrayLike<number>,
      expected[i]!.data as ArrayLike<number>,
    );
    if (!(furthest <= TOLERANCE))
      throw new Error(
        `The exported model does not compute what the function does: output '${output}' is off by ${furthest} of its largest value.`,
      );
  }
}

function wave(shape: readonly number[]): HostTensor {
  const length = shape.reduce((product, size) => product * size, 1);
  const data = Float32Array.from({ length }, (_, i) => (Math.sin(i * 12.9898) + 1) / 2);
  return { type: 'float32', shape, data };
}

async function eager(
  fn: (...inputs: tf.Tensor[]) => Results,
  inputs: readonly HostTensor[],
): Promise<HostTensor[]> {
  const results = tf.tidy(() => {
    const given = fn(...inputs.map(({ data, shape }) => tf.tensor(data as Float32Array, [...shape])));
    return given instanceof tf.Tensor ? [given] : (Object.values(given) as tf.Tensor[]);
  });
  try {
    return await Promise.all(
      results.map(async (tensor) => ({
        type: tensor.dtype as HostTensor['type'], // others were refused when the function was recorded
        shape: tensor.shape,
        data: (await tensor.data()) as HostTensor['data'],
      })),
    );
  } finally {
    tf.dispose(results);
  }
}

/** The largest difference as a share of the largest value; NaN and infinities have to be at the same places. */
function departure(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [largest, furthest] = [Number.MIN_VALUE, 0];
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [found[i]!, expected[i]!];
    if (Object.is(a, b) || a === b) continue;
    furthest = Math.max(furthest, Math.abs(a - b));
  }
  for (let i = 0; i < expected.length; i++)
    if (Number.isFinite(expected[i])) largest = Math.max(largest, Math.abs(expected[i]!));
  return furthest / largest;
}
