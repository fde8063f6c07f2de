import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { createMSRResNet } from '../../../../../src/kernel/bmdsrnet/baselines';
import { resizeBilinear, startCompute } from '../../../../../src/kernel/compute';
import { maxDifference, uniform } from '../support';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

it('has the parameters of BasicSR at x4, and at x2 and x3 one sub-pixel stage', () => {
  const count = (scale: 2 | 3 | 4) => {
    const net = createMSRResNet({ scale });
    const total = net.variables.reduce((sum, { size }) => sum + size, 0);
    net.dispose();
    return total;
  };
  expect(count(4)).toBe(1_517_571);
  expect(count(2)).toBe(1_517_571 - 147_712);
  expect(count(3)).toBe(1_517_571 - 2 * 147_712 + 9 * 64 * 64 * 9 + 9 * 64);
});

it.each([2, 3, 4] as const)(
  'x%i starts at bilinear interpolation, learns in every weight but behind the zero conv, and leaks nothing',
  async (scale) => {
    const before = tf.memory().numTensors;
    const net = createMSRResNet({ scale, channels: 8, blocks: 2 });
    const x = uniform([2, 5, 7, 3], 1);
    const base = resizeBilinear(x, scale);
    const { output } = net.forward(x);
    expect(await maxDifference(output, base)).toBe(0);
    tf.tidy(() => {
      const last = net.variables.at(-2)!;
      last.assign(tf.fill(last.shape, 0.1));
      const { grads } = tf.variableGrads(
        () => tf.mean(tf.square(net.forward(x).output)) as tf.Scalar,
        net.variables,
      );
      for (const grad of Object.values(grads)) expect(tf.max(tf.abs(grad)).dataSync()[0]).toBeGreaterThan(0);
    });
    tf.dispose([x, base, output]);
    net.dispose();
    expect(tf.memory().numTensors).toBe(before + 3); // from comparing
  },
);
