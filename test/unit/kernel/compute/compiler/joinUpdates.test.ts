import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CompileOptions, compile } from '../../../../../src/kernel/compute/compiler';
import { endsOf, inOrder } from '../../../../../src/kernel/compute/compiler/node';
import { simplify } from '../../../../../src/kernel/compute/compiler/simplify';
import { type Results, trace } from '../../../../../src/kernel/compute/compiler/trace/trace';
import { uniform } from './againstEager';

beforeEach(() => tf.setBackend('cpu'));
afterEach(() => tf.disposeVariables());

const variableOf = (shape: number[], seed: number): tf.Variable =>
  tf.tidy(() => tf.variable(uniform(shape, seed)));

const graphOf = (fn: (x: tf.Tensor) => Results, shape: number[]) =>
  simplify(trace((x) => fn(x!), [{ shape, type: 'float32' }], false));

/** The variables of each state, by their place among the given ones. */
const statesOf = ({ states, variables }: ReturnType<typeof graphOf>, among: readonly tf.Variable[]) =>
  states.map(({ ids }) => ids.map((id) => among.indexOf(variables.get(id)!)));

it('Adam runs once over all small variables, whatever their shapes and gradients', () => {
  const variables = [[3, 3, 2, 4], [4], [3, 3, 4, 1], [1]].map(variableOf);
  const [first, bias, second, one] = variables as [tf.Variable, tf.Variable, tf.Variable, tf.Variable];
  const optimizer = tf.train.adam(0.1);
  const graph = graphOf(
    (x) => {
      const loss = (): tf.Scalar => {
        const low = tf.relu(
          tf.add(tf.conv2d(x as tf.Tensor4D, first as unknown as tf.Tensor4D, 1, 'same'), bias),
        );
        const high = tf.conv2d(low as tf.Tensor4D, second as unknown as tf.Tensor4D, 1, 'same');
        return tf.mean(tf.square(tf.add(high, one)));
      };
      return optimizer.minimize(loss, true)!;
    },
    [1, 6, 6, 2],
  );
  const roots = inOrder(endsOf(graph)).filter(({ op }) => op.kind === 'elementwise' && op.name === 'Sqrt');
  // Single numbers broadcast and stay apart.
  expect(roots.map(({ shape }) => shape)).toEqual([[1], [3 * 3 * 2 * 4 + 4 + 3 * 3 * 4]]);
  expect(statesOf(graph, variables).filter((places) => places.length > 1 && places[0]! >= 0)).toEqual([
    [0, 1, 2],
  ]);
  optimizer.dispose();
});

it('large variables, and updates from more than one tensor, stay apart', () => {
  const sizes = [2 ** 17, 2 ** 18, 2 ** 17 - 4, 3, 100_000, 5, 5];
  const variables = sizes.map((size, i) => variableOf([size], i));
  const graph = graphOf((x) => {
    for (const [i, variable] of variables.entries()) {
      const [a, b] = [tf.mul(x, i + 2), tf.sum(tf.add(x, i))].map((y) =>
        tf.cumsum(tf.fill([variable.size], 1)).mul(y),
      );
      variable.assign(
        i < 5 ? tf.add(variable, tf.cumsum(tf.onesLike(variable))) : tf.add(tf.sub(variable, a!), b!),
      );
    }
    return x;
  }, []);
  expect(statesOf(graph, variables)).toEqual([[1], [4], [5], [6], [0, 2, 3]]);
});

/** Values of variables after runs, between which they are synchronised and changed from outside. */
async function through(options: CompileOptions): Promise<number[]> {
  const [a, b, c] = [variableOf([2, 3], 1), variableOf([5], 2), variableOf([4], 3)];
  const average = variableOf([5], 4);
  const compiled = compile((x: tf.Tensor) => {
    const rate = tf.mean(x);
    const drift = (variable: tf.Variable): void => {
      variable.assign(tf.sub(variable, tf.mul(rate, variable)));
    };
    // What is updated together depends on the shape of the input.
    const changed = x.shape[0] === 1 ? [a, b, c] : x.shape[0] === 2 ? [c, a] : [b];
    for (const variable of changed) drift(variable);
    average.assign(tf.add(tf.mul(average, 0.5), tf.mul(b, 0.5)));
    return { sum: tf.add(tf.sum(a), tf.sum(tf.mul(b, average))), c: tf.mul(c, 1) };
  }, options);
  const input = (size: number) => ({ shape: [size], data: new Float32Array(size).fill(0.125) });
  const seen: number[] = [];
  const run = async (size: number): Promise<void> => {
    const { sum, c } = await compiled.run(input(size));
    seen.push(...sum.data, ...c.data);
  };
  for (const size of [1, 1, 2, 3, 1, 2]) await run(size);
  await compiled.attempt(input(1)); // not accepted
  compiled.sync();
  for (const variable of [a, b, c, average]) seen.push(...variable.dataSync());
  tf.tidy(() => b.assign(tf.range(0, 5)));
  await compiled.load();
  for (const size of [3, 1, 2]) await run(size);
  const attempt = await compiled.attempt(input(2));
  attempt.accept();
  compiled.sync();
  for (const variable of [a, b, c, average]) seen.push(...variable.dataSync());
  await compiled.dispose();
  return seen;
}

it('programs that join the same variables otherwise share their values', async () => {
  const [eager, compiled] = [await through({ eager: true }), await through({})];
  expect(compiled.length).toBe(eager.length);
  compiled.forEach((value, i) => {
    expect(value).toBeCloseTo(eager[i]!, 5);
  });
});

it('an update of thousands of operations is not too deep', () => {
  const variables = [variableOf([2], 1), variableOf([3], 2)];
  const graph = graphOf((x) => {
    for (let k = 0; k < 5000; k++)
      for (const variable of variables) variable.assign(tf.add(variable, tf.mul(x, 0.25)));
    return x;
  }, []);
  expect(statesOf(graph, variables)).toEqual([[0, 1]]);
});
