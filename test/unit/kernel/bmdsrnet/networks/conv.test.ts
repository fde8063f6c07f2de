import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { createBMDSRNet, observeActivations } from '../../../../../src/kernel/bmdsrnet/networks';
import { bicubicUpsample, startCompute } from '../../../../../src/kernel/compute';
import { maxDifference, uniform } from '../support';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

/** Convolutions of Tables 1 to 3 and Fig. 6 without an activation. */
const LINEAR = /\.(L5|output|conv2|up\d)$/;

it('an observer sees every layer with an activation, and ForNet and BackNet in this order', async () => {
  const net = createBMDSRNet({ preset: 'tiny', scale: 2, config: { initial: 'plain' } });
  const variable = (name: string) => net.variables[net.variableNames.indexOf(name)]!;
  variable('BMDNet.L5.bias').assign(tf.linspace(0, 20, 21)); // frames that differ, so that directions do
  const seen = new Map<string, { output: tf.Tensor4D; activation: string }>();
  const { forNet, backNet, frames } = observeActivations(
    (layer, output, activation) => seen.set(layer, { output: tf.keep(output.clone()), activation }),
    () => net.forward(uniform([1, 8, 12, 3], 1)),
  );
  const kernels = net.variableNames.filter((name) => name.endsWith('.kernel'));
  const layers = kernels.map((name) => name.slice(0, -'.kernel'.length));
  expect([...seen.keys()].sort()).toEqual(layers.filter((name) => !LINEAR.test(name)).sort());
  for (const [layer, { output, activation }] of seen) {
    const negative = (await tf.min(output).data())[0]! < 0;
    expect([layer, activation, negative]).toEqual(
      layer.startsWith('ForNet') ? [layer, 'leakyRelu', true] : [layer, 'relu', false],
    );
  }

  // What the last conv makes of each half of the last maps is the image of that direction.
  const kernel = variable('ForNet.output.kernel') as tf.Tensor4D;
  const decoded = tf.conv2d(seen.get('ForNet.refine')!.output, kernel, 1, 'same');
  const images = tf.split(tf.add(decoded, variable('ForNet.output.bias')), 2, 0);
  const centre = tf.slice(frames!, [0, 0, 0, 9], [-1, -1, -1, 3]);
  const base = bicubicUpsample(centre, 2);
  expect(await maxDifference(tf.add(images[0]!, base), forNet!)).toBeLessThan(1e-5);
  expect(await maxDifference(tf.add(images[1]!, base), backNet!)).toBeLessThan(1e-5);
  expect(await maxDifference(forNet!, backNet!)).toBeGreaterThan(1e-4);
});
