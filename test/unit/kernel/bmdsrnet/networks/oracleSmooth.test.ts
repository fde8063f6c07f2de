import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it, vi } from 'vitest';
import { startCompute } from '../../../../../src/kernel/compute';
import { probeBlockSize } from '../../../../../src/kernel/compute/onnx';
import { blockedGraph, errorsOf } from './againstGolden';

/** With softplus in place of ReLU nothing but rounding is left of the difference between layouts. */
vi.mock('../../../../../src/kernel/bmdsrnet/networks/activations', () => ({
  relu: tf.softplus,
  leakyRelu: (x: tf.Tensor4D, slope: number) => tf.add(tf.mul(x, slope), tf.mul(tf.softplus(x), 1 - slope)),
}));

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

it.skipIf((await probeBlockSize()) === null).each(['BMDNet', 'ForNet', 'CoreNet', 'FuNet', 'x4'])(
  'with a smooth activation the blocked layout agrees with float64: %s',
  async (name) => {
    const { forward, gradients } = await errorsOf(`smooth-${name}`, blockedGraph);
    expect(forward.error, forward.name).toBeLessThanOrEqual(1e-5);
    expect(gradients.error, gradients.name).toBeLessThanOrEqual(1e-4);
  },
);
