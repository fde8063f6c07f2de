import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  inMemory,
  makeSample,
  packedSampleSet,
  packSample,
  renderScene,
  sharpFolder,
  trainingBatches,
  writePng,
} from '../../../../../src/kernel/bmdsrnet/data';
import { type BMDSRNet, loadWeights } from '../../../../../src/kernel/bmdsrnet/networks';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';
import {
  CheckpointError,
  compiledStep,
  DivergedError,
  eagerStep,
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
import { chooseThreads } from '../../../../../src/kernel/compute/threads';
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
const untimed = ({ seconds: _, waitedSeconds: _w, ...report }: StepReport) => report;
const course = ({ history, validations, best, stopped, warnings, notes }: TrainingRun): object => ({
  notes,
  history: history.map(untimed),
  validations,
  best,
  stopped,
  warnings,
});

/** Patches of two scenes, turned, mirrored and reversed at random; made anew, as another process would. */
const augmented = (): TrainingData => {
  const scene = (seed: number) => packSample(makeSample(renderScene({ seed, width: 40, height: 32 }), 2), 2);
  return trainingBatches(packedSampleSet([scene(1), scene(2)], 2, 'two scenes'), {
    batch: 2,
    lrPatch: 8,
    seed: 4,
  });
};

const cases: Record<string, { data: () => TrainingData; options: TrainOptions }> = {
  'compiled: warm-up, cosine, clipping, averaged weights, augmentation': {
    data: augmented,
    options: { makeStep: compiledStep, recipe: { ...RECIPES.practical, averageDecay: 0.9, clipNorm: 0.05 } },
  },
  'eager: rate in steps, early stop': {
    data: () => noise,
    options: {
      makeStep: eagerStep,
      patience: 2,
      recipe: {
        ...RECIPES.paper,
        learningRate: 3e-2,
        schedule: { kind: 'step', every: 5, factor: 0.5 },
      },
    },
  },
};

describe.each(Object.entries(cases))('%s', (name, { data, options: special }) => {
  const options: TrainOptions = { steps: STEPS, validate, checkpointEvery: 3, ...special };
  const random = createRandom(5);
  const cuts = {
    // At, before and after validations and checkpoints, twice in a row, and one step before the end.
    'again and again': [1, 2, 3, 4, 7, 11],
    'after steps drawn at random': [1 + random.integer(5), 6 + random.integer(6)],
  };
  let unbroken: BMDSRNet;
  let whole: TrainingRun;
  beforeAll(async () => {
    unbroken = microNet();
    whole = await train(unbroken, data(), options);
    const { clipNorm } = special.recipe as Recipe;
    if (clipNorm < 1) expect(whole.history.some(({ gradientNorm }) => gradientNorm > clipNorm)).toBe(true);
  });

  it.each(Object.entries(cuts))(
    'stopped %s and resumed, a run equals one that was never stopped, bit for bit',
    async (how, at) => {
      const folder = path.join(home, `${name.slice(0, 5)} ${how}`);
      for (const [i, cut] of at.entries()) {
        // Later with other initial weights: all that counts is in the checkpoint.
        const net = microNet(1 + i);
        await train(net, data(), { ...options, ...stopAfter(cut), run: { folder }, resume: true });
        net.dispose();
      }
      const net = microNet(9);
      const resumed = await train(net, data(), { ...options, run: { folder }, resume: true });
      expect(course(resumed), `cut after ${at.join(', ')}`).toEqual(course(whole));
      expect(weightsOf(net)).toEqual(weightsOf(unbroken));
      const { steps, validations } = await readMetrics(folder);
      expect(steps.map(untimed)).toEqual(whole.history.map(untimed));
      expect(validations).toEqual(whole.validations);
    },
    180_000,
  );
});

describe('a resume that departs from how the run was begun', () => {
  afterEach(() => void chooseThreads(1));

  it('says so where steps are computed otherwise, or by other threads', async () => {
    const folder = path.join(home, 'departs');
    const options = { steps: 4, run: { folder }, resume: true };
    chooseThreads(2);
    await train(microNet(), noise, { ...options, ...stopAfter(1) });
    const { environment } = (await openRun(folder)).config;
    expect(environment).toMatchObject({ steps: 'compiled', threads: 1, onnxThreads: 2 });
    chooseThreads(1);
    const { warnings } = await train(microNet(), noise, { ...options, makeStep: eagerStep });
    expect(warnings).toEqual([
      expect.stringMatching(/not the run that was begun: onnxruntime threads was 2 and is 1/),
      expect.stringMatching(
        /not the run that was begun: how steps are computed was "compiled" and is "eager"/,
      ),
    ]);
    const log = readFileSync(path.join(folder, 'run.log'), 'utf8');
    for (const warning of warnings) expect(log).toContain(warning);
  });

  it('says so where a file of the data was replaced under its name, also of data in memory', async () => {
    const images = path.join(home, 'images');
    const write = (name: string, level: number) =>
      writePng(path.join(images, name), { width: 16, height: 16, data: new Float32Array(768).fill(level) });
    for (const name of ['a.png', 'b.png']) await write(name, 0.5);
    const place = async (resident: boolean) => {
      const set = await sharpFolder(images, { scale: 2 });
      const data = trainingBatches(resident ? await inMemory(set) : set, { batch: 1, lrPatch: 8 });
      const run = { folder: path.join(home, `files ${resident}`) };
      return train(microNet(), data, { steps: 9, makeStep: eagerStep, run, resume: true, ...stopAfter(1) });
    };
    for (const resident of [false, true]) {
      await write('b.png', 0.5);
      expect((await place(resident)).warnings).toEqual([]);
      expect((await place(resident)).warnings).toEqual([]);
      await write('b.png', 0.75);
      utimesSync(path.join(images, 'b.png'), 1e9, 1e9 + Number(resident));
      expect((await place(resident)).warnings).toEqual([
        expect.stringMatching(/files of the data were replaced or changed/),
      ]);
    }
  });
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
