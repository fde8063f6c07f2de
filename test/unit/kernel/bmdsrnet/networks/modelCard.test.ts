import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { createMSRResNet } from '../../../../../src/kernel/bmdsrnet/baselines';
import {
  createBMDSRNet,
  createSRNet,
  describeModelCard,
  modelCard,
  restorationNetwork,
} from '../../../../../src/kernel/bmdsrnet/networks';
import { pixelShuffle, startCompute } from '../../../../../src/kernel/compute';
import { maxDifference } from '../support';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

it('a known convolution costs what it does by hand, and sees what it does by hand', () => {
  const kernel = tf.variable(tf.randomNormal([5, 3, 3, 12]));
  const bias = tf.variable(tf.zeros([12]));
  const net = restorationNetwork({
    name: 'one conv',
    scale: 2,
    variables: [kernel, bias],
    variableNames: ['up.kernel', 'up.bias'],
    forward: (x) => pixelShuffle(tf.add(tf.conv2d(x, kernel as tf.Tensor4D, 1, 'same'), bias), 2),
  });
  const before = tf.memory().numTensors;
  const card = modelCard(net, { height: 7, width: 9 });
  expect(card).toMatchObject({
    parameters: 5 * 3 * 3 * 12 + 12,
    layers: [{ name: 'up', shape: [5, 3, 3, 12], parameters: 552 }],
    multiplyAdds: 7 * 9 * 5 * 3 * 3 * 12,
    flops: 2 * 7 * 9 * 5 * 3 * 3 * 12,
    convolutions: 1,
    highResolution: { height: 14, width: 18 },
    receptiveField: { width: 3, atLeast: false },
  });
  expect(tf.memory().numTensors).toBe(before);
  net.dispose();
});

it('MSRResNet x4: cost and receptive field by hand', () => {
  const [h, w, c, blocks] = [10, 12, 8, 2];
  const net = createMSRResNet({ scale: 4, channels: c, blocks });
  const { multiplyAdds, receptiveField, layers } = modelCard(net, { height: h, width: w });
  const [at1, at2, at4] = [h * w, 4 * h * w, 16 * h * w];
  const body =
    at1 * 9 * (3 * c + 2 * blocks * c * c) + (at1 + at2) * 9 * c * 4 * c + at4 * 9 * (c * c + 3 * c);
  const bilinear = at1 * 9 * 3 * 16 * 3; // as one dense 3x3 convolution to 16 phases
  expect(multiplyAdds).toBe(body + bilinear);
  expect(layers.map(({ name }) => name.split('.').at(-1))).toEqual([
    'conv_first',
    'conv1',
    'conv2',
    'conv1',
    'conv2',
    'upconv1',
    'upconv2',
    'conv_hr',
    'conv_last',
  ]);
  // Each side: first, two blocks and upconv1 at LR; upconv2 half a pixel, two convs at HR a quarter each: 6 + 1.
  expect(receptiveField).toEqual({ width: 1 + 2 * 7, atLeast: false });
  net.dispose();
});

it('the whole network costs more than its parts, sees further, and keeps its weights', async () => {
  const srNet = createSRNet({ preset: 'tiny', scale: 2 });
  const whole = createBMDSRNet({ preset: 'tiny', scale: 2 });
  const weights = tf.concat(whole.variables.map((variable) => variable.flatten()));
  const size = { height: 90, width: 160 };
  const [a, b] = [modelCard(srNet, size), modelCard(whole, size)];
  expect(await maxDifference(weights, tf.concat(whole.variables.map((variable) => variable.flatten())))).toBe(
    0,
  );
  expect(b.parameters).toBe(96_406);
  expect(b.multiplyAdds!).toBeGreaterThan(2 * a.multiplyAdds!);
  // SRNet, each side: two convs, two blocks and a sub-pixel conv at LR, three convs at HR of half a pixel.
  expect(a.receptiveField).toEqual({ width: 1 + 2 * (2 + 4 + 1 + 2), atLeast: false });
  expect(b.receptiveField!.width).toBeGreaterThan(60);
  expect(describeModelCard(b)).toMatch(
    /^BMDSRNet tiny x2: 96,406 parameters.*\n {2}BMDNet {11}19,733.*[\s\S]*for 160x90 to 320x180\n {2}sees .* LR pixels/,
  );
  // The network describes itself with the same card, and says more of its parts.
  const described = whole.describe(size).split('\n');
  for (const [i, line] of describeModelCard(b).split('\n').entries())
    expect(described[i]!.startsWith(line)).toBe(true);
  expect(described[2]).toMatch(/ForNet .* in \d+: ConvLSTM at 8, 16, decoder 16, 8; shared with BackNet$/);
  for (const net of [srNet, whole]) net.dispose();
});

it('a forward pass that reads values has no cost to tell, and says why', () => {
  const net = restorationNetwork({
    name: 'reader',
    scale: 2,
    forward: (x) => tf.mul(tf.image.resizeBilinear(x, [8, 8]), x.dataSync()[0]!),
  });
  const card = modelCard(net, { height: 4, width: 4, withoutReceptiveField: true });
  expect(card.multiplyAdds).toBeNull();
  expect(describeModelCard(card)).toMatch(/cost unknown: .+/);
});
