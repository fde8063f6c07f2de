import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createBMDSRNet, restorationNetwork } from '../../../../../src/kernel/bmdsrnet/networks';
import {
  compiledStep,
  DivergedError,
  eagerStep,
  learningRateAt,
  openRun,
  RECIPES,
  type Recipe,
  recipeFor,
  type StepReport,
  type TrainingData,
  type TrainOptions,
  train,
  type ValidationReport,
  validateOn,
} from '../../../../../src/kernel/bmdsrnet/training';
import type { RestorationNetwork } from '../../../../../src/kernel/bmdsrnet/types';
import { pixelShuffle, startCompute } from '../../../../../src/kernel/compute';
import { maxDifference, noiseBatch } from '../support';
import { microNet, noise, stopAfter } from './microNet';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

const fixed: TrainingData = {
  scale: 2,
  description: 'one batch of noise',
  batch: () => noiseBatch(2),
};
const flat = (net: RestorationNetwork) => tf.concat(net.variables.map((variable) => variable.flatten()));

it.each(['practical', 'paper'] as const)(
  '%s lowers the loss of a fixed batch, the same way each time, and leaks nothing',
  async (recipe) => {
    const [net, again] = [microNet(), microNet()];
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
  const net = microNet();
  const seen: tf.Tensor[] = [];
  const last = await train(net, fixed, {
    steps: 4,
    validate: {
      every: 2,
      run: (validated, step) => ({ step, index: seen.push(flat(validated)) }),
    },
  });
  expect(last.validations).toEqual([
    { step: 2, values: { step: 2, index: 1 } },
    { step: 4, values: { step: 4, index: 2 } },
  ]);
  expect(await maxDifference(seen[1]!, flat(net))).toBe(0);
  const raw = microNet();
  await train(raw, fixed, { steps: 4, recipe: { ...RECIPES.practical, averageDecay: 0 } });
  expect(await maxDifference(raw.variables[0]!, net.variables[0]!)).toBeGreaterThan(0);
});

it('tells each validation, with what it was measured on beside it wherever it is kept', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-validation-'));
  const heard: ValidationReport[] = [];
  const measuredOn = 'two scenes; PSNR on RGB';
  const { validations } = await train(microNet(), fixed, {
    steps: 4,
    run: { folder },
    validate: { every: 2, measuredOn, run: (_, step) => ({ psnr: 20 + step }) },
    onValidation: (report) => void heard.push(report),
  });
  expect(heard).toEqual([2, 4].map((step) => ({ step, values: { psnr: 20 + step }, measuredOn })));
  expect(validations).toEqual(heard);
  const { config, metrics } = await openRun(folder);
  expect(metrics.validations).toEqual(heard);
  expect(config.training.validation).toEqual({ every: 2, measuredOn });
  expect(readFileSync(path.join(folder, 'run.log'), 'utf8')).toMatch(
    /Validation after 4 steps: psnr 24\.0000, on two scenes; PSNR on RGB\./,
  );
  rmSync(folder, { recursive: true });
});

it('stops between two steps when aborted', async () => {
  const abort = new AbortController();
  const run = await train(microNet(), fixed, {
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
  const run = await train(microNet(), fixed, {
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

describe.each([
  ['compiled', compiledStep],
  ['eager', eagerStep],
] as const)('a run that fails, %s', (_, makeStep) => {
  // A smooth loss: elsewhere a rounding error may choose the sign of a gradient, and Adam steps by signs.
  const options: TrainOptions = {
    steps: 5,
    loss: ({ output }, { sharp }) => tf.losses.meanSquaredError(sharp, output) as tf.Scalar,
    recipe: { ...RECIPES.practical, schedule: { kind: 'constant' }, warmupSteps: 0 },
  };
  const poisoned: TrainingData = {
    ...noise,
    batch: async (step) => {
      const batch = await noise.batch(step);
      if (step < 2) return batch;
      return { ...batch, sharp: tf.fill([1, 16, 16, 3], Number.NaN), names: ['two.png', 'three.png'] };
    },
  };
  const failure = (change: Partial<TrainOptions>, data = noise) => {
    const net = microNet();
    const run = train(net, data, { ...options, makeStep, ...change });
    return run.then(
      () => expect.fail('the run did not fail'),
      (error: Error) => ({ net, error }),
    );
  };
  /** How far weights are from those after two eager steps, which no failure has touched, as a share of their way. */
  const offTwoSteps = async (net: RestorationNetwork): Promise<number> => {
    const two = microNet();
    await train(two, noise, {
      ...options,
      ...stopAfter(2),
      makeStep: eagerStep,
      recipe: { ...(options.recipe as Recipe), averageDecay: 0 },
    });
    const gone = await maxDifference(flat(microNet()), flat(two));
    expect(gone).toBeGreaterThan(1e-3);
    return (await maxDifference(flat(net), flat(two))) / gone;
  };

  it('by divergence stops with the step, the samples and what to do, and the weights from before it', async () => {
    const { net, error } = await failure({}, poisoned);
    expect(error).toBeInstanceOf(DivergedError);
    expect(error).toMatchObject({
      step: 2,
      samples: [2, 3],
      names: ['two.png', 'three.png'],
      checkpoint: undefined,
    });
    expect(error.message).toMatch(
      /diverged at step 2, on a batch of the samples 2 \(two\.png\), 3 \(three\.png\): the loss is NaN.*Lower the learning rate \(now /s,
    );
    expect(await offTwoSteps(net)).toBeLessThan(0.01);
  });

  it('by a callback or by its validation leaves the last weights too, not their average', async () => {
    const stop = (): never => {
      throw new Error('enough');
    };
    for (const change of [
      { onStep: ({ step }: StepReport) => (step === 1 ? stop() : undefined) },
      { validate: { every: 2, run: stop } },
    ]) {
      const { net, error } = await failure(change);
      expect(error.message).toBe('enough');
      expect(await offTwoSteps(net)).toBeLessThan(0.01);
    }
  });
});

describe('what a run says', () => {
  const reading: TrainOptions['loss'] = ({ output }, { sharp }) => {
    const loss = tf.losses.meanSquaredError(sharp, output) as tf.Scalar;
    return tf.mul(loss, loss.dataSync()[0]! > 0 ? 1 : 2);
  };
  const logged = (folder: string): string => readFileSync(path.join(folder, 'run.log'), 'utf8');
  const places = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-notices-'));
  afterAll(() => rmSync(places, { recursive: true, force: true }));
  afterEach(() => void vi.restoreAllMocks());

  it('that it runs eagerly is a warning like all others: in the console, the result and the log', async () => {
    const heard = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const folder = path.join(places, 'eager');
    const { warnings } = await train(microNet(), noise, { steps: 2, loss: reading, run: { folder } });
    expect(warnings).toEqual([expect.stringMatching(/runs eagerly.*dataSync/s)]);
    expect(heard.mock.calls).toEqual([warnings]);
    expect(logged(folder)).toContain(`Warning: ${warnings[0]}`);
  });

  it('that its graph holds a random number for good is another', async () => {
    const heard: string[] = [];
    const loss: TrainOptions['loss'] = ({ output }, { sharp }) =>
      tf.mean(tf.square(tf.sub(output, tf.mul(sharp, Math.random()))));
    const { warnings } = await train(microNet(), noise, {
      steps: 1,
      loss,
      onWarning: (text) => heard.push(text),
    });
    expect(warnings).toEqual([expect.stringMatching(/random/i)]);
    expect(heard).toEqual(warnings);
  });

  it('that Eq. 1 goes without VGG19, and Eq. 2 where there are no LR frames, also when it goes on', async () => {
    const heard = vi.spyOn(console, 'info').mockImplementation(() => {});
    const folder = path.join(places, 'notes');
    const frameless: TrainingData = {
      ...noise,
      batch: async (step) => ({ ...(await noise.batch(step)), frames: null }),
    };
    const options = { steps: 4, run: { folder }, resume: true };
    await train(microNet(), frameless, { ...options, ...stopAfter(2) });
    const { notes, history, warnings } = await train(microNet(), frameless, options);
    expect(warnings).toEqual([]); // it was compiled
    expect(notes).toEqual([
      expect.stringMatching(/no VGG19 file/),
      expect.stringMatching(/Eq\. 2 is left out/),
    ]);
    expect(heard.mock.calls).toEqual(notes.map((note) => [note]));
    for (const note of notes) expect(logged(folder)).toContain(`Note: ${note}`);
    expect(Object.keys(history[0]!.terms)).toEqual(['centre', 'forNet', 'backNet', 'coreNet', 'output']);
    const { config } = await openRun(folder);
    expect(config.training.loss).toMatch(/Eq\. 1 without its perceptual term/);
    // A network without frames has no Eq. 1 to leave anything out of.
    const alone = createBMDSRNet({ preset: 'tiny', variant: 'SRNet', scale: 2 });
    expect((await train(alone, noise, { steps: 1 })).notes).toEqual([]);
  });
});

it('refuses data of another scale, and a run without an end', async () => {
  const net = microNet();
  await expect(train(net, { ...fixed, scale: 3 }, { steps: 1 })).rejects.toThrow(
    /data is for x3 and the network for x2/,
  );
  await expect(train(net, fixed, {})).rejects.toThrow(/`steps`, `epochs` or `seconds`/);
  await expect(train(net, fixed, { steps: 0 })).rejects.toThrow(/above 0/);
  await expect(train(net, fixed, { epochs: 2 })).rejects.toThrow(/`stepsPerEpoch`/);
  await expect(train(net, fixed, { steps: 2, patience: 1 })).rejects.toThrow(/needs `validate`/);
  const run = await train(microNet(), { ...noise, stepsPerEpoch: 2 }, { epochs: 1.5 });
  expect(run).toMatchObject({ steps: 3, stopped: 'finished' });
});

it.each([
  [{ kind: 'constant' } as const, [0.1, 0.1, 0.1, 0.1]],
  [{ kind: 'step', every: 2, factor: 0.1 } as const, [0.1, 0.1, 0.01, 0.01]],
  [{ kind: 'cosine', final: 0.02 } as const, [0.1, 0.08828427, 0.06, 0.03171573]],
])('learning rate, %o', (schedule, rates) => {
  const recipe = { ...RECIPES.paper, learningRate: 0.1, schedule };
  for (const [step, rate] of rates.entries())
    expect(learningRateAt(recipe, step, step / 4, 4)).toBeCloseTo(rate, 8);
});

it('takes the recipe of the paper for its literal network only, and knows its recipes', () => {
  expect(recipeFor(createBMDSRNet({ preset: 'paper-table', scale: 4 }))).toBe(RECIPES.paper);
  expect(recipeFor(microNet())).toBe(RECIPES.practical);
  expect(recipeFor(microNet(), 'paper')).toBe(RECIPES.paper);
  expect(() => recipeFor(microNet(), 'papers' as never)).toThrow(/no recipe "papers".*paper, practical/);
});

it('warms up within a tenth of the run', () => {
  const rate = (warmupSteps: number, step: number): number =>
    learningRateAt({ ...RECIPES.paper, learningRate: 0.1, warmupSteps }, step, 0, 90);
  const rates = [rate(0, 0), rate(9, 0), rate(9, 4), rate(9, 9), rate(80, 9)].map((r) => r.toFixed(9));
  expect(rates.map(Number)).toEqual([0.1, 0.01, 0.05, 0.1, 0.1]);
});

it('takes a loss of ones own, for a network that is any function', async () => {
  const kernel = tf.variable(tf.zeros<tf.Rank.R4>([3, 3, 3, 12]));
  const net = restorationNetwork({
    name: 'mine',
    scale: 2,
    forward: (x) => pixelShuffle(tf.conv2d(x, kernel, 1, 'same'), 2),
    variables: [kernel],
  });
  const before = tf.memory().numTensors;
  const { history } = await train(net, fixed, {
    steps: 8,
    loss: ({ output }, { sharp }) => tf.losses.huberLoss(sharp, output) as tf.Scalar,
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(history.map(({ terms }) => terms)).toEqual(history.map(() => ({})));
  expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss);
  await expect(train(net, fixed, { steps: 1, loss: ({ output }) => output as never })).rejects.toThrow(
    /loss function gave a tensor \[1,16,16,3\]/,
  );
});

it('asks for the next batch while a step runs, once each, and tells what went wrong at its own step', async () => {
  const asked: number[] = [];
  const seen: number[] = [];
  const data: TrainingData = {
    ...noise,
    batch: async (step) => {
      asked.push(step);
      if (step === 3) throw new Error('no sample 3');
      return noise.batch(step);
    },
  };
  const before = tf.memory().numTensors;
  const net = microNet();
  const failure = train(net, data, {
    steps: 9,
    onStep: ({ step }) => {
      seen.push(step);
      expect(asked).toContain(step + 1);
    },
  });
  await expect(failure).rejects.toThrow('no sample 3');
  expect([asked, seen]).toEqual([
    [0, 1, 2, 3],
    [0, 1, 2],
  ]);
  expect(tf.memory().numTensors - before).toBe(net.variables.length);
});

it('tells how long each step waited for data, made here or elsewhere, and logs the sum', async () => {
  let clock = 0;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-waited-'));
  /** Batches that take two seconds of this thread, or are there three seconds after they were asked for. */
  const slow = (inBackground: boolean): TrainingData => ({
    ...noise,
    batch: (step) => {
      if (!inBackground) {
        clock += 2000;
        return noiseBatch(2);
      }
      return new Promise((resolve) =>
        setImmediate(() => {
          if (step === 0) clock += 3000; // later ones come while a step runs
          resolve(noiseBatch(2));
        }),
      );
    },
  });
  const options = { steps: 3, now: () => clock, makeStep: eagerStep };
  const here = await train(microNet(), slow(false), { ...options, run: { folder } });
  expect(here.history.map(({ waitedSeconds }) => waitedSeconds)).toEqual([2, 2, 2]);
  expect(readFileSync(path.join(folder, 'run.log'), 'utf8')).toMatch(
    /took 6\.0 s and waited 6\.0 s of them for data/,
  );
  const elsewhere = await train(microNet(), slow(true), options);
  expect(elsewhere.history.map(({ waitedSeconds }) => waitedSeconds)).toEqual([3, 0, 0]);
  rmSync(folder, { recursive: true });
});

it('stops early where validation finds nothing better, and says what it watches', async () => {
  const psnr = [1, 3, 2, 3, 9];
  const validate = { every: 1, run: (_: RestorationNetwork, step: number) => ({ psnr: psnr[step - 1]! }) };
  const run = await train(microNet(), fixed, { steps: 5, validate, patience: 2 });
  expect(run).toMatchObject({ stopped: 'no improvement', steps: 4, best: { step: 2, value: 3 } });
  await expect(train(microNet(), fixed, { steps: 5, validate, patience: 2, best: 'ssim' })).rejects.toThrow(
    /watches "ssim", but validation gives psnr/,
  );
});

it('validates on a set with the averaged weights', async () => {
  const image = (side: number, level: number) => ({
    width: side,
    height: side,
    data: new Float32Array(3 * side * side).fill(level),
  });
  const sample = { blurred: image(8, 0.2), frames: [], sharp: image(16, 0.4) };
  const set = { scale: 2 as const, length: 2, at: () => sample, description: 'grey' };
  const validation = validateOn(set, { every: 1, samples: 1 });
  expect(validation.measuredOn).toMatch(/^the first 1 of grey; PSNR on RGB, no border cut.*2-D SSIM/);
  const net = microNet();
  const { psnr, gain } = await validation.run(net, 1);
  expect(psnr).toBeCloseTo(-20 * Math.log10(0.2), 9);
  expect(gain).toBe(0); // it has not learnt yet and is the bicubic image
  expect(Object.keys(await validation.images!(net, 1))).toEqual(['sample0']);
});
