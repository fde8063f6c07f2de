import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { totalLoss } from '../../../../../src/kernel/bmdsrnet/losses';
import { loadWeights, restorationNetwork, saveWeights } from '../../../../../src/kernel/bmdsrnet/networks';
import { pixelShuffle, startCompute } from '../../../../../src/kernel/compute';
import { noiseBatch, uniform } from '../support';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

/** A model of TensorFlow.js layers that gives 12 channels, then a pixel shuffle. */
function layersNetwork() {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [null, null, 3],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
      }),
      tf.layers.conv2d({ filters: 12, kernelSize: 3, padding: 'same' }),
    ],
  });
  return restorationNetwork({
    name: 'two layers',
    scale: 2,
    forward: (x) => pixelShuffle(model.apply(x) as tf.Tensor4D, 2),
    variables: model.trainableWeights.map((weight) => weight.read() as tf.Variable),
  });
}

it('a model of layers has an output and nothing else, a loss of one term, and a gradient for every weight', () => {
  const net = layersNetwork();
  const batch = noiseBatch(2);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const { output, ...rest } = net.forward(batch.blurred);
    expect(output.shape).toEqual([1, 16, 16, 3]);
    expect(rest).toEqual({ frames: null, forNet: null, backNet: null, coreNet: null });
    const { grads } = tf.variableGrads(() => {
      const { total, names } = totalLoss(net.forward(batch.blurred), batch, {
        reconstruction: 'mse',
        staticToDynamic: 1,
      });
      expect(names).toEqual(['output']);
      return total;
    }, net.variables);
    expect(Object.keys(grads)).toHaveLength(4);
    for (const grad of Object.values(grads)) expect(tf.max(tf.abs(grad)).dataSync()[0]).toBeGreaterThan(0);
  });
  expect(tf.memory().numTensors).toBe(before);
  net.dispose();
  expect(tf.memory().numTensors).toBe(before - 4);
});

it('its weights are saved and loaded by their order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'own-'));
  try {
    const [saved, loaded] = [layersNetwork(), layersNetwork()];
    const path = join(folder, 'own.safetensors');
    await saveWeights(saved, path);
    await loadWeights(loaded, path);
    for (const [i, variable] of loaded.variables.entries())
      expect(await variable.data()).toEqual(await saved.variables[i]!.data());
    const other = restorationNetwork({
      name: 'other',
      scale: 2,
      forward: (x) => x,
      variables: [tf.variable(tf.zeros([3]))],
    });
    await expect(loadWeights(other, path)).rejects.toThrow(
      /do not fit other: tensor weight0 should be \[3\] and is \[3,3,3,4\]\. The file is for two layers x2\./,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('says which shape is wrong, and keeps nothing of it', () => {
  const net = restorationNetwork({ name: 'flat', scale: 3, forward: (x) => tf.mul(x, 2) });
  const x = uniform([1, 4, 5, 3], 1);
  const before = tf.memory().numTensors;
  expect(() => net.forward(x)).toThrow(
    /flat gave \[1,4,5,3\] for an input of \[1,4,5,3\] where \[1,12,15,3\] is needed/,
  );
  expect(tf.memory().numTensors).toBe(before);
});
