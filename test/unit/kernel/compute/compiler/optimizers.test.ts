import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CompileOptions, compile } from '../../../../../src/kernel/compute/compiler';

beforeEach(() => tf.setBackend('cpu'));
afterEach(() => tf.disposeVariables());

const OPTIMIZERS = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  'momentum, Nesterov': () => tf.train.momentum(0.1, 0.9, true),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.5),
  adam: () => tf.train.adam(0.05),
  adamax: () => tf.train.adamax(0.05, 0.9, 0.999, 1e-7, 0.1),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9),
  'rmsprop, centred': () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true),
};

type Change = (optimizer: tf.Optimizer, step: number) => void;

/** Fits a line through a tanh, with `change` before each of the last three of six steps. */
async function train(
  make: () => tf.Optimizer,
  change: Change,
  options: CompileOptions,
): Promise<{ losses: number[]; weights: number[]; iterations: number; loads: number }> {
  const weight = tf.tidy(() => tf.variable(tf.tensor1d([0.5, -1, 2])));
  const shift = tf.tidy(() => tf.variable(tf.tensor2d([0.1, -0.2, 0.3, 0.05, -0.4, 0.2], [2, 3])));
  const bias = tf.tidy(() => tf.variable(tf.scalar(0.25)));
  const variables = [weight, shift, bias];
  const optimizer = make();
  const step = compile((x: tf.Tensor, y: tf.Tensor) => {
    const line = () => tf.add(tf.add(tf.mul(x, weight), shift), bias);
    const loss = () => tf.mean(tf.square(tf.sub(tf.tanh(line()), y))) as tf.Scalar;
    return optimizer.minimize(loss, true, variables)!;
  }, options);
  const x = { shape: [2, 3], data: Float32Array.of(1, 0.5, -1, 0.3, 2, 0.7) };
  const y = { shape: [2, 3], data: Float32Array.of(0.2, 0.4, -0.6, 0.1, -0.3, 0.9) };
  const losses: number[] = [];
  const loads = new Set<number>();
  for (let i = 0; i < 6; i++) {
    if (i >= 3) change(optimizer, i);
    losses.push((await step.run(x, y)).data[0]!);
    loads.add(step.stats.loadMs);
  }
  step.sync();
  await step.dispose();
  const weights = variables.flatMap((variable) => [...variable.dataSync()]);
  const { iterations } = optimizer;
  optimizer.dispose();
  tf.disposeVariables();
  return { losses, weights, iterations, loads: loads.size };
}

const setRate = (optimizer: tf.Optimizer, rate: number): void => {
  if ('setLearningRate' in optimizer) (optimizer as tf.SGDOptimizer).setLearningRate(rate);
  else (optimizer as tf.AdamOptimizer & { learningRate: number }).learningRate = rate;
};

describe.each(Object.entries(OPTIMIZERS))('%s', (_, make) => {
  it.each([
    ['equals the eager one', 1, () => {}],
    ['sees a rate that changes at each step, loaded once more', 2, (one, step) => setRate(one, 0.31 / step)],
    ['sees a rate of zero', 2, (one) => setRate(one, 0)],
  ] as [string, number, Change][])('%s', async (_name, loads, change) => {
    const eager = await train(make, change, { eager: true });
    const compiled = await train(make, change, {});
    expect(compiled.iterations).toBe(eager.iterations);
    expect(compiled.loads).toBe(loads);
    const differences = [...compiled.losses, ...compiled.weights].map((value, i) =>
      Math.abs(value - [...eager.losses, ...eager.weights][i]!),
    );
    expect(Math.max(...differences)).toBeLessThan(2e-6);
  });
});
