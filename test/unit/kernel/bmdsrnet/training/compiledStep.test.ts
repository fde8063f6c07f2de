import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBMDSRNet } from '../../../../../src/kernel/bmdsrnet/networks';
import { compiledStep, eagerStep, fastestStep, RECIPES } from '../../../../../src/kernel/bmdsrnet/training';
import { objectiveOf } from '../../../../../src/kernel/bmdsrnet/training/objective';
import { startCompute } from '../../../../../src/kernel/compute';
import { noiseBatch } from '../support';

let batches: ReturnType<typeof noiseBatch>[];
beforeAll(async () => {
  await startCompute({ backend: 'wasm', threads: 1 });
  batches = Array.from({ length: 4 }, (_, i) => noiseBatch(2, { n: 2, seed: 10 * i }));
});

const recipe = RECIPES.practical;
const net = () => createBMDSRNet({ preset: 'tiny', scale: 2, seed: 3 });

describe('a compiled step', () => {
  it('does what an eager one does: losses, weights, optimiser and average', async () => {
    const objective = objectiveOf(recipe.loss);
    const [one, other] = [net(), net()];
    const [compiled, eager] = [compiledStep(one, objective, recipe), eagerStep(other, objective, recipe)];
    for (const batch of batches) {
      const [a, b] = [await compiled.apply(batch, 1e-3), await eager.apply(batch, 1e-3)];
      expect(Object.keys(a.terms)).toEqual(Object.keys(b.terms));
      expect(Math.abs(a.loss / b.loss - 1)).toBeLessThan(1e-4);
      expect(Math.abs(a.gradientNorm / b.gradientNorm - 1)).toBeLessThan(5e-3);
    }
    const [a, b] = [await compiled.state(), await eager.state()];
    expect(a.updates).toBe(b.updates);
    for (const part of ['weights', 'average', 'secondMoment'] as const) {
      const most = b[part]!.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      const apart = b[part]!.reduce((m, v, i) => Math.max(m, Math.abs(v - a[part]![i]!)), 0);
      // Adam moves a weight with a tiny gradient by its sign, so single weights may part by some rates.
      expect(apart).toBeLessThan(part === 'secondMoment' ? 1e-2 * most : 8e-3);
    }
    compiled.dispose();
    eager.dispose();
  });

  it('goes on from a state bit for bit, shows either weights, and leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    const objective = objectiveOf(recipe.loss);
    const network = net();
    const made = network.variables.length;
    const step = fastestStep(network, objective, recipe);
    for (const batch of batches.slice(0, 2)) await step.apply(batch, 1e-3);
    await step.expose('average');
    const state = await step.state();
    await step.expose('last');
    const last = (await network.variables[0]!.data()).slice();
    expect(last).toEqual(state.weights.slice(0, last.length));
    for (const batch of batches.slice(2)) await step.apply(batch, 1e-3);
    const whole = await step.state();
    step.dispose();

    const resumed = fastestStep(network, objective, recipe);
    resumed.restore(state);
    for (const batch of batches.slice(2)) await resumed.apply(batch, 1e-3);
    expect(await resumed.state()).toEqual(whole);
    resumed.dispose();
    expect(tf.memory().numTensors).toBe(before + made);
    network.dispose();
  });

  it('keeps everything as it was when the loss is no number', async () => {
    const network = net();
    const step = compiledStep(network, objectiveOf(recipe.loss), recipe);
    await step.apply(batches[0]!, 1e-3);
    const before = await step.state();
    const broken = { ...batches[1]!, sharp: tf.fill(batches[1]!.sharp.shape, Number.NaN) as tf.Tensor4D };
    expect((await step.apply(broken, 1e-3)).loss).toBeNaN();
    expect(await step.state()).toEqual(before);
    step.dispose();
  });

  it('is done eagerly where it cannot be compiled, and the reason is told', async () => {
    const network = net();
    const warnings: string[] = [];
    const reading = objectiveOf(({ output }, { sharp }) => {
      const loss = tf.losses.meanSquaredError(sharp, output) as tf.Scalar;
      return tf.mul(loss, loss.dataSync()[0]! > 0 ? 1 : 2);
    });
    const step = fastestStep(network, reading, recipe, (text) => warnings.push(text));
    expect((await step.apply(batches[0]!, 1e-3)).loss).toBeGreaterThan(0);
    expect(warnings).toEqual([expect.stringMatching(/runs eagerly.*dataSync/s)]);
    step.dispose();
  });
});
