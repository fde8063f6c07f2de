import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startCompute } from '../../../../src/kernel/compute';
import { type Conv, filterGradient, inputGradient, noise, relativeError } from './float64';

type Pad = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];
interface Case {
  x: [number, number, number, number];
  filter: [number, number, number];
  stride: [number, number];
  pad: Pad;
}

const uneven: Pad = [
  [0, 0],
  [2, 0],
  [1, 3],
  [0, 0],
];
const cases: Case[] = [
  { x: [2, 9, 10, 5], filter: [3, 3, 7], stride: [1, 1], pad: 'same' },
  { x: [1, 9, 10, 5], filter: [3, 3, 7], stride: [1, 1], pad: 'valid' },
  { x: [3, 7, 5, 1], filter: [5, 3, 1], stride: [1, 1], pad: 'same' },
  { x: [2, 6, 7, 4], filter: [1, 1, 9], stride: [1, 1], pad: 'same' },
  { x: [2, 8, 8, 3], filter: [4, 4, 2], stride: [1, 1], pad: 'same' },
  { x: [1, 8, 9, 3], filter: [3, 3, 2], stride: [1, 1], pad: 4 }, // more padding than the filter reaches
  { x: [2, 8, 9, 3], filter: [3, 4, 2], stride: [1, 1], pad: uneven },
  { x: [2, 9, 11, 5], filter: [3, 3, 7], stride: [2, 2], pad: 'same' },
  { x: [2, 8, 12, 8], filter: [3, 3, 8], stride: [2, 2], pad: 'same' },
  { x: [1, 8, 12, 8], filter: [4, 4, 4], stride: [2, 2], pad: 'same' },
  { x: [2, 11, 12, 3], filter: [3, 3, 4], stride: [2, 2], pad: 'valid' },
  { x: [2, 10, 11, 3], filter: [2, 2, 4], stride: [3, 3], pad: 'valid' }, // pixels that no tap sees
  { x: [1, 12, 13, 2], filter: [8, 8, 3], stride: [4, 4], pad: 'same' },
  { x: [2, 9, 10, 3], filter: [3, 5, 4], stride: [2, 3], pad: 'same' },
  { x: [2, 9, 10, 3], filter: [3, 3, 4], stride: [2, 2], pad: uneven },
  { x: [1, 1, 1, 3], filter: [3, 3, 4], stride: [1, 1], pad: 'same' },
  { x: [2, 40, 48, 24], filter: [3, 3, 32], stride: [1, 1], pad: 'same' }, // several chunks of rows
  { x: [1, 33, 64, 16], filter: [3, 3, 40], stride: [2, 1], pad: 'same' },
];

describe.each([1, 2])('convolution gradients of the wasm backend, %i thread(s)', (threads) => {
  beforeAll(async () => {
    // The choice is made once a process, so the thread count is switched underneath it.
    await startCompute({ backend: 'wasm', threads: 1 });
    const { startWasm } = await import('../../../../src/kernel/compute/wasm/start');
    expect(await startWasm(threads)).toMatchObject({ threads });
  });

  test.each(cases)(
    'x $x, filter $filter, stride $stride, pad $pad',
    async ({ x: shape, filter, stride, pad }) => {
      const [n, h, w, c] = shape;
      const [kh, kw, o] = filter;
      const info = tf.backend_util.computeConv2DInfo(shape, [kh, kw, c, o], stride, 1, pad);
      const { padInfo, outHeight: oh, outWidth: ow } = info;
      const conv: Conv = { n, h, w, c, o, kh, kw, stride, top: padInfo.top, left: padInfo.left, oh, ow };
      const [x, f, dy] = [noise(n * h * w * c, 1), noise(kh * kw * c * o, 2), noise(n * oh * ow * o, 3)];
      const [dx, df] = tf.tidy(() =>
        tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad))(
          [tf.tensor(Float32Array.from(x), shape), tf.tensor(Float32Array.from(f), [kh, kw, c, o])],
          tf.tensor(Float32Array.from(dy), [n, oh, ow, o]),
        ),
      );
      expect(relativeError(await dx!.data(), inputGradient(conv, f, dy))).toBeLessThan(3e-6);
      expect(relativeError(await df!.data(), filterGradient(conv, x, dy))).toBeLessThan(3e-6);
      tf.dispose([dx!, df!]);
      expect(tf.memory().numTensors).toBe(0);
    },
  );
});
