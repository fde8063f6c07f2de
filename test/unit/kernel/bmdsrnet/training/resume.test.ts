import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BMDSRNet, loadWeights } from '../../../../../src/kernel/bmdsrnet/networks';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';
import {
  CheckpointError,
  DivergedError,
  openRun,
  RECIPES,
  type Recipe,
  readMetrics,
  resumeTraining,
  type StepReport,
  type TrainingData,
  type TrainingRun,
  type TrainOptions,
  train,
} from '../../../../../src/kernel/bmdsrnet/training';
import { startCompute } from '../../../../../src/kernel/compute';
import { uniform } from '../support';
import { microNet, noise, stopAfter } from './microNet';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));
const home = mkdtempSync(path.join(os.tmpdir(), 'bmdsrnet-runs-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const STEPS = 12;
/** PSNR-like and quick: minus the mean square of the output on one image. */
const validate: TrainOptions['validate'] = {
  every: 2,
  run: (net) =>
    tf.tidy(() => {
      const { output } = net.forward(uniform([1, 8, 8, 3], 99));
      return { psnr: -tf.mean(tf.square(tf.sub(output, 0.4))).dataSync()[0]! };
    }),
};
const weightsOf = (net: BMDSRNet): Float32Array[] =>
  net.variables.map((v) => v.dataSync<'float32'>().slice());
const untimed = ({ seconds: _, ...report }: StepReport): Omit<StepReport, 'seconds'> => report;
const course = ({ history, validations, best, stopped, warnings }: TrainingRun): object => ({
  history: history.map(untimed),
  validations,
  best,
  stopped,
  warnings,
});

const recipes: Record<string, Recipe> = {
  'warm-up, cosine, clipping, averaged weights': { ...RECIPES.practical, averageDecay: 0.9 },
  'rate in steps, early stop': {
    ...RECIPES.paper,
    learningRate: 3e-2,
    schedule: { kind: 'step', every: 5, factor: 0.5 },
  },
};

describe.each(Object.entries(recipes))('%s', (name, recipe) => {
  const options: TrainOptions = {
    steps: STEPS,
    recipe,
    validate,
    checkpointEvery: 3,
    ...(name.includes('early stop') && { patience: 2 }),
  };

  it('stopped at any steps and resumed, a run equals one that was never stopped, bit for bit', async () => {
    const unbroken = microNet();
    const whole = await train(unbroken, noise, options);
    const random = createRandom(5);
    for (let trial = 0; trial < 2; trial++) {
      const folder = path.join(home, `${name}-${trial}`);
      const cuts = [...new Set([1 + random.integer(5), 6 + random.integer(6)])];
      for (const [i, cut] of cuts.entries()) {
        // Later with other initial weights: all that counts is in the checkpoint.
        await train(microNet(1 + i), noise, {
          ...options,
          ...stopAfter(cut),
          run: { folder },
          resume: true,
        });
      }
      const net = microNet(9);
      const resumed = await train(net, noise, { ...options, run: { folder }, resume: true });
      expect(course(resumed), `cut after ${cuts.join(' and ')}`).toEqual(course(whole));
      expect(weightsOf(net)).toEqual(weightsOf(unbroken));
      const { steps, validations } = await readMetrics(folder);
      expect(steps.map(untimed)).toEqual(whole.history.map(untimed));
      expect(validations).toEqual(whole.validations);
    }
  }, 180_000);
});

describe('a folder of a run', () => {
  const folder = path.join(home, 'kept');

  it('holds settings, metrics, images, and the last and best checkpoints, and nothing leaks', async () => {
    const net = microNet();
    weightsOf(net);
    const before = tf.memory().numTensors;
    const values = [1, 5, 2, 3, 4];
    const run = await train(net, noise, {
      steps: 10,
      recipe: 'practical',
      run: { folder },
      checkpointEvery: 1,
      keep: 2,
      validate: {
        every: 2,
        run: (_, step) => ({ psnr: values[step / 2 - 1]!, perfect: Number.POSITIVE_INFINITY }),
        images: () => ({ one: { width: 2, height: 1, data: new Float32Array(6) } }),
      },
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(run).toMatchObject({ folder, steps: 10, best: { step: 4, value: 5 } });
    const saved = await openRun(folder);
    expect(saved.checkpoints.map(({ step }) => step)).toEqual([4, 9, 10]);
    expect(saved.best?.step).toBe(4);
    expect(saved.metrics.steps).toEqual(run.history);
    expect(saved.metrics.validations[1]).toEqual({
      step: 4,
      values: { psnr: 5, perfect: Number.POSITIVE_INFINITY },
    });
    expect(saved.config).toMatchObject({
      network: { name: net.name, metadata: { seed: '1' } },
      data: { description: noise.description },
      training: { steps: 10, recipe: RECIPES.practical },
      environment: { backend: 'wasm', threads: 1, node: process.version, tfjs: tf.version_core },
    });
    expect(readdirSync(folder).sort()).toEqual([
      'checkpoints',
      'config.json',
      'images',
      'metrics.jsonl',
      'run.log',
    ]);
    expect(readdirSync(path.join(folder, 'images'))).toContain('step-00000010-one.png');
    const other = microNet(3);
    await loadWeights(other, saved.checkpoints.at(-1)!.weights);
    expect(weightsOf(other)).toEqual(weightsOf(net));
  });

  it('is not written over, names what changed, and can be trained further with its own settings', async () => {
    await expect(train(microNet(), noise, { steps: 10, run: { folder } })).rejects.toThrow(
      /already holds a run.*resume: true/,
    );
    const { warnings, steps } = await resumeTraining(folder, microNet(3), noise, { steps: 11 });
    expect(steps).toBe(11);
    expect(warnings).toContainEqual(
      expect.stringMatching(/not the run that was begun: steps was 10 and is 11/),
    );
    await expect(train(microNet(), noise, { steps: 12, run: { folder }, resume: 5 })).rejects.toThrow(
      /no checkpoint of step 5. There are: 4, 10, 11/,
    );
    await expect(train(microNet(), noise, { steps: 12, resume: true })).rejects.toThrow(/run: \{ folder \}/);
  });

  it('is written by one training at a time; the time of a run counts on after a stop', async () => {
    let clock = 0;
    const place = { run: { folder: path.join(home, 'timed') }, resume: true };
    const options = { ...place, seconds: 10, now: () => clock };
    const first = new AbortController();
    await train(microNet(), noise, {
      ...options,
      signal: first.signal,
      onStep: async ({ step }) => {
        clock += 1000;
        if (step === 1)
          await expect(train(microNet(), noise, options)).rejects.toThrow(/is writing into .*timed/);
        if (step === 3) first.abort();
      },
    });
    clock = 0;
    const run = await train(microNet(), noise, {
      ...options,
      onStep: () => {
        clock += 1000;
      },
    });
    expect(run).toMatchObject({ stopped: 'time', steps: 10, seconds: 10 });
    expect(run.history.map(({ progress }) => progress)).toEqual(run.history.map((_, step) => step / 10));
  });

  it('a new one is made by name, beside others', async () => {
    const place = { name: 'first try: x2', in: path.join(home, 'named') };
    const runs = [1, 2].map(() => train(microNet(), noise, { steps: 1, run: place }));
    const folders = (await Promise.all(runs)).map((run) => path.basename(run.folder!));
    for (const name of folders) expect(name).toMatch(/^\d{4}-\d\d-\d\d-\d{6}-first-try-x2-[0-9a-f]{6}$/);
    expect(new Set(folders).size).toBe(2);
  });

  it('a checkpoint of another network is refused with the tensor and both shapes', async () => {
    const config = { ...microNet().config, channels: 6 };
    const { createBMDSRNet } = await import('../../../../../src/kernel/bmdsrnet/networks');
    const wider = createBMDSRNet({ preset: 'tiny', scale: 2, config });
    await expect(resumeTraining(folder, wider, noise)).rejects.toThrow(
      /another network.*BMDNet\.L1\.kernel \[3,3,3,6\] is \[3,3,3,4\]/,
    );
  });
});

it('a loss that is no number stops the run with the last good checkpoint, from where it goes on', async () => {
  const folder = path.join(home, 'diverged');
  const options = { steps: 5, run: { folder }, checkpointEvery: 2 };
  const poisoned: TrainingData = {
    ...noise,
    batch: async (step) => {
      const batch = await noise.batch(step);
      return step < 3 ? batch : { ...batch, blurred: tf.fill([1, 8, 8, 3], Number.NaN) };
    },
  };
  const failure: unknown = await train(microNet(), poisoned, options).catch((error) => error);
  expect(failure).toBeInstanceOf(DivergedError);
  expect(failure).toMatchObject({ step: 3, checkpoint: path.join(folder, 'checkpoints', 'step-00000002') });
  expect(readFileSync(path.join(folder, 'run.log'), 'utf8')).toMatch(/diverged at step 3.*step-00000002/);
  const { history } = await train(microNet(), noise, { ...options, resume: true });
  expect(history.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
});

describe('damage', () => {
  const good = path.join(home, 'good');
  const damaged = async (name: string, harm: (checkpoint: string) => void): Promise<unknown> => {
    const folder = path.join(home, name);
    cpSync(good, folder, { recursive: true });
    harm(path.join(folder, 'checkpoints', 'step-00000006'));
    const options = { steps: 8, run: { folder } };
    const failure = await train(microNet(), noise, { ...options, resume: true }).catch(
      (error: unknown) => error,
    );
    const resumed = await train(microNet(), noise, { ...options, resume: 4 });
    expect(resumed.history.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    return failure;
  };
  beforeAll(() => train(microNet(), noise, { steps: 6, checkpointEvery: 2, run: { folder: good } }));

  it.each([
    [
      'weights cut',
      (at: string) => truncateSync(path.join(at, 'weights.safetensors'), 1000),
      /has 1000 bytes where/,
    ],
    ['one bit flipped', (at: string) => flipBit(path.join(at, 'training.safetensors')), /has changed since/],
    ['state cut', (at: string) => truncateSync(path.join(at, 'state.json'), 40), /state.json is cut off/],
    ['state gone', (at: string) => rmSync(path.join(at, 'state.json')), /state.json can't be read/],
  ])('%s: the checkpoint is named, and the whole one before it', async (name, harm, message) => {
    const failure = await damaged(name, harm);
    expect(failure).toBeInstanceOf(CheckpointError);
    expect(failure).toMatchObject({ previous: 4, message: expect.stringMatching(message) });
    expect((failure as Error).message).toMatch(/step-00000006.*of step 4, is whole.*`resume: 4`/);
  });

  it('half a line at the end of the metrics is left out; a damaged line elsewhere is named', async () => {
    const file = path.join(good, 'metrics.jsonl');
    const lines = readFileSync(file, 'utf8');
    const before = await readMetrics(good);
    writeFileSync(file, `${lines}{"kind":"step","step":6,"lo`);
    expect(await readMetrics(good)).toEqual(before);
    writeFileSync(file, `{"kind\n${lines}`);
    await expect(readMetrics(good)).rejects.toThrow(/Line 1 of .*metrics.jsonl is damaged/);
  });
});

function flipBit(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 5]! ^= 1;
  writeFileSync(file, bytes);
}
