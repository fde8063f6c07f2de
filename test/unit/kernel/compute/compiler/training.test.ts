import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compile } from '../../../../../src/kernel/compute/compiler';

beforeEach(() => tf.setBackend('cpu'));
afterEach(() => tf.disposeVariables());

/** A small residual network, its mean squared error and a step of Adam; the same weights each time. */
function training(activation: (x: tf.Tensor4D) => tf.Tensor4D) {
  const variable = (shape: [number, number, number, number], seed: number): tf.Variable<tf.Rank.R4> =>
    tf.tidy(() => tf.variable(tf.randomNormal<tf.Rank.R4>(shape, 0, 0.3, 'float32', seed)));
  const filters = [
    variable([3, 3, 3, 16], 1),
    variable([3, 3, 16, 16], 2),
    variable([3, 3, 16, 3], 3),
  ] as const;
  const bias = tf.tidy(() =>
    tf.variable(tf.randomNormal([16], 0, 0.1, 'float32', 4)),
  ) as tf.Variable<tf.Rank.R1>;
  const adam = tf.train.adam(1e-2);
  const variables = [...filters, bias];
  const step = (x: tf.Tensor4D, y: tf.Tensor4D): tf.Scalar => {
    const { value, grads } = tf.variableGrads(() => {
      const first = activation(tf.add(tf.conv2d(x, filters[0], 1, 'same'), bias));
      const second = tf.add<tf.Tensor4D>(first, activation(tf.conv2d(first, filters[1], 1, 'same')));
      return tf.mean(tf.squaredDifference(tf.conv2d(second, filters[2], 1, 'same'), y)) as tf.Scalar;
    });
    adam.applyGradients(grads as Record<string, tf.Variable>); // the type asks for more than is used
    return value;
  };
  const batch = [5, 6].map((seed) => tf.randomUniform([2, 5, 6, 3], 0, 1, 'float32', seed) as tf.Tensor4D);
  return { step, variables, batch: batch as [tf.Tensor4D, tf.Tensor4D] };
}

const weights = (variables: readonly tf.Variable[]): number[] =>
  variables.flatMap((one) => [...one.dataSync()]);

function largestDifference(a: readonly number[], b: readonly number[]): number {
  const scale = Math.max(...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / scale;
}

const SOFT = { name: 'softplus', activation: (x: tf.Tensor4D) => tf.softplus(x) };
const RELU = { name: 'ReLU', activation: (x: tf.Tensor4D) => tf.relu(x) };

describe('a compiled training step', () => {
  it.each([
    { ...RELU, blocked: false, tolerance: 1e-6 },
    { ...SOFT, blocked: false, tolerance: 1e-6 },
    { ...RELU, blocked: true, tolerance: 5e-3 },
    { ...SOFT, blocked: true, tolerance: 1e-4 },
  ])('with $name, blocked: $blocked, follows eager Adam', async ({ activation, blocked, tolerance }) => {
    const eager = training(activation);
    const expected = Array.from({ length: 5 }, () =>
      tf.tidy(() => eager.step(...eager.batch).dataSync()[0]!),
    );
    const expectedWeights = weights(eager.variables);
    tf.disposeVariables();

    const { step, variables, batch } = training(activation);
    const before = tf.memory().numTensors;
    const compiled = compile(step, { blocked });
    const losses: number[] = [];
    for (let i = 0; i < 5; i++) losses.push((await compiled.run(...batch)).data[0]!);
    compiled.sync();
    expect(largestDifference(losses, expected)).toBeLessThan(tolerance);
    expect(largestDifference(weights(variables), expectedWeights)).toBeLessThan(10 * tolerance);
    const slots = 2 * variables.length + 2; // Adam's moments and the powers of its decay rates
    expect(tf.memory().numTensors).toBeLessThanOrEqual(before + slots);
    await compiled.dispose();
  });
});
