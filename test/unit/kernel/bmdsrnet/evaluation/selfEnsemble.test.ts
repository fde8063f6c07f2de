import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { selfEnsemble } from '../../../../../src/kernel/bmdsrnet/evaluation';
import { fakeNetwork } from '../fakeNetwork';
import { maxDifference, uniform } from '../support';

beforeAll(() => tf.setBackend('cpu'));

const enlarge = (image: tf.Tensor4D): tf.Tensor4D =>
  tf.image.resizeNearestNeighbor(image, [2 * image.shape[1], 2 * image.shape[2]]);

it('turns each of the eight results back exactly and leaks nothing', async () => {
  const seen: number[][] = [];
  const network = fakeNetwork(2, 1, (image) => {
    seen.push([...image.dataSync()]);
    return enlarge(image);
  });
  const image = uniform([1, 4, 6, 3], 3);
  const tensors = tf.memory().numTensors;
  const { output, frames, coreNet } = selfEnsemble(network).forward(image);
  expect(tf.memory().numTensors).toBe(tensors + 2);
  expect(await maxDifference(output, enlarge(image))).toBeLessThan(1e-6);
  expect([frames?.shape, coreNet]).toEqual([[1, 4, 6, 21], null]);
  expect(new Set(seen.map(String)).size).toBe(8);
});

it('gives an output that turns with the input, whatever the network', async () => {
  // A filter without any symmetry.
  const kernel = uniform([3, 3, 3, 3], 5);
  const ensemble = selfEnsemble(fakeNetwork(2, 1, (image) => enlarge(tf.conv2d(image, kernel, 1, 'same'))));
  const image = uniform([1, 5, 7, 3], 4);
  const quarter = <T extends tf.Tensor4D>(tensor: T) => tf.reverse(tensor.transpose([0, 2, 1, 3]), [1]);
  const turnedAfter = quarter(ensemble.forward(image).output);
  const turnedBefore = ensemble.forward(quarter(image) as tf.Tensor4D).output;
  expect(await maxDifference(turnedAfter, turnedBefore)).toBeLessThan(1e-5);
});
