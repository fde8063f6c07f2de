import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { createBMDSRNet } from '../../../../../src/kernel/bmdsrnet';
import { exportOnnx, startCompute } from '../../../../../src/kernel/compute';
import { createSession, type HostTensor } from '../../../../../src/kernel/compute/onnx';
import { onnxReader } from '../onnx/onnxReader';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

test('the preset tiny as a file that the ONNX checker accepts gives in onnxruntime what it gives eagerly', async () => {
  const network = createBMDSRNet({ preset: 'tiny', scale: 2 });
  tf.tidy(() => {
    for (const [i, variable] of network.variables.entries())
      variable.assign(tf.randomNormal(variable.shape, 0, 0.1, 'float32', i + 1));
  });
  const { forward } = network;
  const restored = (x: tf.Tensor): tf.Tensor => forward.call(network, x as tf.Tensor4D).output;
  const bytes = await exportOnnx(restored, [{ name: 'blurred', shape: [1, 8, 12, 3] }]);
  expect(onnxReader.check(bytes)).toBe('');
  if (onnxReader.present) expect(onnxReader.read(bytes).opsets).toEqual({ '': 17 });

  const x = tf.randomUniform([1, 8, 12, 3], 0, 1, 'float32', 9);
  const expected = tf.tidy(() => restored(x).dataSync());
  const blurred: HostTensor = { type: 'float32', shape: x.shape, data: x.dataSync() as Float32Array };
  const output: HostTensor = {
    type: 'float32',
    shape: [1, 16, 24, 3],
    data: new Float32Array(16 * 24 * 3),
  };
  const session = await createSession(bytes, { threads: 1 });
  await session.run({ blurred }, { output });
  await session.dispose();
  const differences = expected.map((value, i) => Math.abs(value - Number(output.data[i])));
  expect(Math.max(...differences)).toBeLessThan(1e-5 * Math.max(...expected.map(Math.abs)));
  x.dispose();
  network.dispose();
});
