import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createBMDSRNet,
  exportTfjsWeights,
  loadTfjsWeights,
  loadWeights,
  saveWeights,
} from '../../../../../src/kernel/bmdsrnet';
import { exportOnnx, startCompute } from '../../../../../src/kernel/compute';
import { createSession, type HostTensor } from '../../../../../src/kernel/compute/onnx';
import { onnxReader } from '../onnx/onnxReader';

const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-export-'));
beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));
afterAll(() => rmSync(folder, { recursive: true }));

type Network = ReturnType<typeof createBMDSRNet>;

function randomNetwork(): Network {
  const network = createBMDSRNet({ preset: 'tiny', scale: 2 });
  tf.tidy(() => {
    for (const [i, variable] of network.variables.entries())
      variable.assign(tf.randomNormal(variable.shape, 0, 0.1, 'float32', i + 1));
  });
  return network;
}

const restoring =
  (network: Network) =>
  (x: tf.Tensor): tf.Tensor =>
    network.forward.call(network, x as tf.Tensor4D).output;

/** Expects of a model what a network gives eagerly for random images of a shape. */
async function expectAsNetwork(
  bytes: Uint8Array,
  network: Network,
  [n, h, w]: readonly [number, number, number],
): Promise<void> {
  const x = tf.randomUniform([n, h, w, 3], 0, 1, 'float32', 9);
  const expected = tf.tidy(() => restoring(network)(x).dataSync());
  const blurred: HostTensor = { type: 'float32', shape: x.shape, data: x.dataSync() as Float32Array };
  const session = await createSession(bytes, { threads: 1 });
  const { output } = await session.run({ blurred });
  expect(output!.shape).toEqual([n, 2 * h, 2 * w, 3]);
  await session.dispose();
  x.dispose();
  const differences = expected.map((value, i) => Math.abs(value - Number(output!.data[i])));
  expect(Math.max(...differences)).toBeLessThan(1e-5 * Math.max(...expected.map(Math.abs)));
}

test('the preset tiny as a file that the ONNX checker accepts gives in onnxruntime what it gives eagerly', async () => {
  const network = randomNetwork();
  const bytes = await exportOnnx(restoring(network), [{ name: 'blurred', shape: [1, 8, 12, 3] }]);
  expect(onnxReader.check(bytes)).toBe('');
  if (onnxReader.present) expect(onnxReader.read(bytes).opsets).toEqual({ '': 17 });
  await expectAsNetwork(bytes, network, [1, 8, 12]);
  network.dispose();
});

test.each([
  ['safetensors', saveWeights, loadWeights, 'weights.safetensors'],
  ['TensorFlow.js files', exportTfjsWeights, loadTfjsWeights, 'weights'],
] as const)('weights out of %s are those of the exported model', async (_, save, load, name) => {
  const [trained, loaded] = [randomNetwork(), createBMDSRNet({ preset: 'tiny', scale: 2 })];
  await save(trained, path.join(folder, name));
  await load(loaded, path.join(folder, name));
  const bytes = await exportOnnx(restoring(loaded), [{ name: 'blurred', shape: [1, 8, 8, 3] }]);
  await expectAsNetwork(bytes, trained, [1, 8, 8]);
  trained.dispose();
  loaded.dispose();
});

test('the preset tiny with open sizes restores images of other sizes', async () => {
  const network = randomNetwork();
  const bytes = await exportOnnx(
    restoring(network),
    [{ name: 'blurred', shape: ['batch', 'height', 'width', 3] }],
    { multiples: { height: 4, width: 4 } },
  );
  await expectAsNetwork(bytes, network, [2, 12, 8]);
  await expectAsNetwork(bytes, network, [1, 20, 28]);
  network.dispose();
});
