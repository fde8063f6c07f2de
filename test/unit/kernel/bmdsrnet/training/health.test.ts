import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMSRResNet } from '../../../../../src/kernel/bmdsrnet/baselines';
import { type BMDSRNet, restorationNetwork } from '../../../../../src/kernel/bmdsrnet/networks';
import { eagerStep, RECIPES, type TrainOptions, train } from '../../../../../src/kernel/bmdsrnet/training';
import { findTroubles } from '../../../../../src/kernel/bmdsrnet/training/health';
import type { RestorationNetwork } from '../../../../../src/kernel/bmdsrnet/types';
import { bicubicUpsample, startCompute } from '../../../../../src/kernel/compute';
import { noiseBatch } from '../support';
import { microNet, noise, stopAfter } from './microNet';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

/** Moves every output convolution off zero but those of the given stages. */
function outOfBase(net: BMDSRNet, except: readonly string[]): BMDSRNet {
  for (const { name, value, shape } of net.parameters) {
    const isOutput = /L5\.bias|output\.bias/.test(name);
    if (isOutput && !except.includes(name.split('.')[0]!)) value.assign(tf.fill(shape, 0.01));
  }
  return net;
}
const troubles = async (net: RestorationNetwork): Promise<string[]> => {
  const before = tf.memory().numTensors;
  const found = await findTroubles(net, noiseBatch(2).blurred);
  expect(tf.memory().numTensors).toBe(before + 3); // the batch
  return found.map(({ text }) => text);
};
const drawn = (net: BMDSRNet): BMDSRNet => {
  expect(net.variables.length).toBeGreaterThan(0);
  return net;
};

describe('what a stage adds to its base', () => {
  it.each([
    ['FuNet', /nothing to what it starts from: FuNet to CoreNet's output\. /],
    ['CoreNet', /: CoreNet to the bicubic enlargement of its input\. /],
    ['BMDNet', /: BMDNet to the blurred image\. /],
    [
      'ForNet',
      /: ForNet to the bicubic .* of the centre frame, BackNet to the bicubic .* of the centre frame\. /,
    ],
  ])('%s alone at zero is told, though the output is not the bicubic image', async (stage, says) => {
    expect(await troubles(outOfBase(drawn(microNet()), []))).toEqual([]);
    expect(await troubles(outOfBase(drawn(microNet()), [stage]))).toEqual([expect.stringMatching(says)]);
  });

  it('is told of a baseline by its own base, and of any function by the bicubic image', async () => {
    const baseline = createMSRResNet({ scale: 2, channels: 4, blocks: 1 });
    expect(await troubles(baseline)).toEqual([
      expect.stringMatching(/: MSRResNet to the bilinear enlargement/),
    ]);
    const own = (gain: number) =>
      restorationNetwork({ name: 'mine', scale: 2, forward: (x) => tf.mul(bicubicUpsample(x, 2), gain) });
    expect(await troubles(own(1))).toEqual([expect.stringMatching(/: mine to the bicubic enlargement/)]);
    expect(await troubles(own(1.01))).toEqual([]);
  });
});

it.each([false, true])(
  'dead ReLUs are told by layer, after the addition too where there is one (%s)',
  async (reluAfterAdd) => {
    const net = outOfBase(drawn(microNet(1, { reluAfterAdd })), []);
    const bias = net.parameters.find(({ name }) => name === 'CoreNet.B1.conv2.bias')!;
    bias.value.assign(tf.fill(bias.shape, -100));
    const found = (await troubles(net)).join();
    expect(found.includes('CoreNet.B1.add')).toBe(reluAfterAdd);
    expect(found).not.toContain('CoreNet.B1.conv1');
    net.parameters.find(({ name }) => name === 'CoreNet.L2.bias')!.value.assign(tf.fill([4], -100));
    expect((await troubles(net)).join()).toMatch(/dead.* in CoreNet\.L2, CoreNet\.B1\.conv1/);
  },
);

it('LeakyReLUs that are zero everywhere are not dead: they learn', async () => {
  const net = outOfBase(drawn(microNet()), []);
  const silence = (layer: string) => {
    for (const { name, value } of net.parameters)
      if (name.startsWith(`${layer}.`)) value.assign(tf.zerosLike(value));
  };
  silence('ForNet.encoder1.conv');
  expect(await troubles(net)).toEqual([]);
  silence('CoreNet.L2');
  expect((await troubles(net)).join()).toMatch(/dead.* in CoreNet\.L2/);
});

describe('a look', () => {
  /** Notes the shapes that its network is run on. */
  const watched = (net: RestorationNetwork, shapes: string[], fail = false): RestorationNetwork => ({
    ...net,
    multiple: 8,
    variables: net.variables,
    forward: (x) => {
      shapes.push(x.shape.join('x'));
      if (fail && x.shape[0] === 1) throw new Error('table index is out of bounds');
      return net.forward(x);
    },
  });
  const stuck: TrainOptions = {
    steps: 22,
    makeStep: eagerStep,
    recipe: { ...RECIPES.practical, learningRate: 0, schedule: { kind: 'constant' } },
    onWarning: () => {},
  };
  const large = { ...noise, batch: (step: number) => noiseBatch(2, { n: 2, h: 80, w: 12, seed: step }) };

  it('takes the middle of one image, 64 pixels at most and a multiple that the network takes', async () => {
    const shapes: string[] = [];
    const { warnings } = await train(watched(microNet(), shapes), large, stuck);
    expect(shapes.flatMap((shape, step) => (shape === '2x80x12x3' ? [] : [step, shape]))).toEqual([
      21,
      '1x64x8x3',
    ]);
    expect(warnings).toEqual([expect.stringMatching(/adds nothing.*BMDNet.*FuNet to CoreNet's output/)]);
  });

  it('that fails is a warning, and the run goes on', async () => {
    const before = tf.memory().numTensors;
    const { warnings, steps } = await train(watched(microNet(), [], true), large, stuck);
    expect(steps).toBe(22);
    expect(warnings).toEqual([
      expect.stringMatching(/could not be looked at \(table index is out of bounds\)/),
    ]);
    expect(tf.memory().numTensors - before).toBe(microNet().variables.length);
  });

  it('does not take black for dead', async () => {
    const black = (step: number) => ({
      ...noiseBatch(2, { seed: step }),
      blurred: tf.zeros([1, 8, 8, 3]) as tf.Tensor4D,
    });
    expect((await train(microNet(), { ...noise, batch: black }, stuck)).warnings).toEqual([]);
  });

  it('is given at the end of a run that was too short for one, unless it was stopped to go on later', async () => {
    const short = await train(microNet(), noise, { ...stuck, steps: 5 });
    expect(short.warnings).toEqual([expect.stringMatching(/adds nothing/)]);
    // Three steps say nothing yet.
    expect((await train(microNet(), noise, { ...stuck, steps: 3 })).warnings).toEqual([]);
    expect((await train(microNet(), noise, { ...stuck, ...stopAfter(5) })).warnings).toEqual([]);
  });
});
