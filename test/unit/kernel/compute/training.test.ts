import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { bicubicUpsample, memory, pixelShuffle, startCompute } from '../../../../src/kernel/compute';
import { noise } from './float64';

test('fifty training steps learn, and leave neither tensors nor heap behind', async () => {
  expect(await startCompute({ backend: 'wasm', threads: 2 })).toMatchObject({ backend: 'wasm', threads: 2 });
  const parameter = (shape: number[], seed: number): tf.Variable => {
    const size = shape.reduce((a, b) => a * b);
    return tf.variable(
      tf.tensor(
        Float32Array.from(noise(size, seed), (v) => 0.1 * v),
        shape,
      ),
    );
  };
  const [w1, b, w2] = [parameter([3, 3, 3, 8], 1), parameter([8], 2), parameter([3, 3, 8, 12], 3)];
  const x = tf.tensor4d(Float32Array.from(noise(2 * 8 * 9 * 3, 4)), [2, 8, 9, 3]);
  const target = bicubicUpsample(x, 2).mul(0.5);
  const optimizer = tf.train.adam(0.01);
  const step = (): number =>
    tf.tidy(() => {
      const loss = optimizer.minimize(() => {
        const features = tf.tanh(tf.conv2d(x, w1 as tf.Tensor4D, 1, 'same').add(b)) as tf.Tensor4D;
        const [left, right] = tf.split(features, 2, 3);
        const joined = tf.concat([right!, left!], 3) as tf.Tensor4D;
        const residual = pixelShuffle(tf.conv2d(joined, w2 as tf.Tensor4D, 1, 'same'), 2);
        return bicubicUpsample(x, 2).add(residual).sub(target).square().mean();
      }, true);
      return loss!.dataSync()[0]!;
    });
  const first = step();
  for (let i = 0; i < 4; i++) step();
  const before = memory();
  let last = first;
  for (let i = 0; i < 50; i++) last = step();
  expect(memory()).toEqual(before);
  expect(before.wasmHeapBytes).toBeGreaterThan(2 ** 23);
  expect(last).toBeLessThan(0.5 * first);
});
