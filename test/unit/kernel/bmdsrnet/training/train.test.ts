import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBMDSRNet } from '../../../../../src/kernel/bmdsrnet/networks';
import {
  DivergedError,
  RECIPES,
  type TrainingData,
  train,
} from '../../../../../src/kernel/bmdsrnet/training';
import { startCompute } from '../../../../../src/kernel/compute';
import { maxDifference, noiseBatch } from '../support';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

const tiny = () => createBMDSRNet({ preset: 'tiny', scale: 2, seed: 1 });
const fixed: TrainingData = {
  scale: 2,
  description: 'one batch of noise',
  batch: () => noiseBatch(2),
};
const flat = (net: ReturnType<typeof tiny>) => tf.concat(net.variables.map((variable) => variable.flatten()));

it.each(['practical', 'paper'] as const)(
  '%s lowers the loss of a fixed batch, the same way each time, and leaks nothing',
  async (recipe) => {
    const [net, again] = [tiny(), tiny()];
    for (const each of [net, again]) tf.dispose(Object.values(each.forward(noiseBatch(2).blurred)));
    const before = tf.memory().numTensors;
    const { history, stopped } = await train(net, fixed, { steps: 5, recipe });
    const repeated = await train(again, fixed, { steps: 5, recipe });
    expect(tf.memory().numTensors).toBe(before);
    expect(stopped).toBe('finished');
    expect(history).toHaveLength(5);
    expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss);
    const { forNet, backNet, coreNet, output } = history[0]!.terms;
    expect(new Set([forNet, backNet, coreNet, output]).size).toBe(1); // all start at the same bicubic image
    expect(repeated.history.map(({ loss }) => loss)).toEqual(history.map(({ loss }) => loss));
    expect(await maxDifference(flat(net), flat(again))).toBe(0);
  },
);

it('ends with the averaged weights, which validation sees too', async () => {
  const net = tiny();
  const seen: tf.Tensor[] = [];
  const last = await train(net, fixed, {
    steps: 4,
    validate: {
      every: 2,
      run: (validated, step) => ({ step, index: seen.push(flat(validated as typeof net)) }),
    },
  });
  expect(last.validations).toEqual([
    { step: 2, values: { step: 2, index: 1 } },
    { step: 4, values: { step: 4, index: 2 } },
  ]);
  expect(await maxDifference(seen[1]!, flat(net))).toBe(0);
  const raw = tiny();
  await train(raw, fixed, { steps: 4, recipe: { ...RECIPES.practical, averageDecay: 0 } });
  expect(await maxDifference(raw.variables[0]!, net.variables[0]!)).toBeGreaterThan(0);
});

it('stops between two steps when aborted', async () => {
  const abort = new AbortController();
  const run = await train(tiny(), fixed, {
    steps: 100,
    signal: abort.signal,
    onStep: ({ step }) => {
      if (step === 1) abort.abort();
    },
  });
  expect(run).toMatchObject({ stopped: 'interrupted', steps: 2 });
});

it('ends with its time, at the end of its learning-rate schedule', async () => {
  let clock = 0;
  const run = await train(tiny(), fixed, {
    seconds: 10,
    now: () => clock,
    onStep: () => {
      clock += 500;
    },
  });
  expect(run).toMatchObject({ stopped: 'time', steps: 20, seconds: 10 });
  const rates = run.history.map(({ learningRate }) => learningRate);
  const warm = (step: number) => Math.min(1, (step + 1) / 51);
  expect(rates.at(-1)! / warm(19)).toBeLessThan(2e-5);
  expect(rates[10]! / warm(10)).toBeCloseTo((1e-3 + 1e-5) / 2, 9);
});

describe('divergence', () => {
  it('stops with the step and what to do, keeping the weights from before', async () => {
    const net = tiny();
    let before: tf.Tensor | undefined;
    const data: TrainingData = {
      ...fixed,
      batch: (step) => {
        const batch = noiseBatch(2);
        if (step < 2) return batch;
        before = flat(net);
        return { ...batch, sharp: tf.fill([1, 16, 16, 3], Number.NaN) };
      },
    };
    const failure = await train(net, data, { steps: 5 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DivergedError);
    expect((failure as Error).message).toMatch(
      /diverged at step 2: the loss is NaN.*Lower the learning rate \(now /s,
    );
    expect(await maxDifference(before!, flat(net))).toBe(0);
  });
});

it('warns once where the network adds nothing to bicubic interpolation, and where ReLUs are dead', async () => {
  const net = tiny();
  const stuck = { ...RECIPES.practical, learningRate: 0, finalLearningRate: 0 };
  const bias = net.parameters.find(({ name }) => name === 'CoreNet.L2.bias')!;
  bias.value.assign(tf.fill(bias.shape, -100));
  const heard: string[] = [];
  const { warnings } = await train(net, fixed, {
    steps: 22,
    recipe: stuck,
    onWarning: (warning) => heard.push(warning),
  });
  expect(heard).toEqual(warnings);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(/exactly the bicubic upsampling/);
  expect(warnings[1]).toMatch(/ReLUs are dead.* in CoreNet\.L2, CoreNet\.B1\.conv1/);
});

it('refuses data of another scale, and a run without an end', async () => {
  const net = tiny();
  await expect(train(net, { ...fixed, scale: 3 }, { steps: 1 })).rejects.toThrow(
    /data is for x3 and the network for x2/,
  );
  await expect(train(net, fixed, {})).rejects.toThrow(/`steps`, `seconds`/);
  await expect(train(net, fixed, { steps: 0 })).rejects.toThrow(/above 0/);
});
