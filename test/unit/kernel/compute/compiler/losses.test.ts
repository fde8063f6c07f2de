import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { decodeSafetensors } from '../../../../../src/kernel/bmdsrnet/networks/safetensors';
import { bicubicUpsample, pixelShuffle, startCompute } from '../../../../../src/kernel/compute';
import { type CompileOptions, compile } from '../../../../../src/kernel/compute/compiler';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));
afterEach(() => tf.disposeVariables());

const { tensors } = decodeSafetensors(readFileSync(path.join(__dirname, 'losses.safetensors')));
const held = (name: string): tf.Tensor => {
  const { data, shape } = tensors.get(name)!;
  return tf.tensor(data, [...shape]);
};

type T4 = tf.Tensor4D;

/** The network and the training of `scripts/oracle/make_losses.py`. */
async function losses(options: CompileOptions): Promise<number[]> {
  const variables = [0, 1, 2, 3, 4, 5].map((i) => tf.tidy(() => tf.variable(held(`weight${i}`))));
  const layer = (x: T4, i: number): T4 =>
    tf.add(tf.conv2d(x, variables[i] as unknown as T4, 1, 'same'), variables[i + 1]!);
  const adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-7);
  const step = compile((x: tf.Tensor, target: tf.Tensor) => {
    const loss = (): tf.Scalar => {
      const low = tf.softplus(layer(x as T4, 0));
      const features = tf.add<T4>(low, tf.softplus(layer(low, 2)));
      const y = tf.add(bicubicUpsample(x as T4, 2), pixelShuffle(layer(features, 4), 2));
      return tf.mean(tf.squaredDifference(y, target));
    };
    return adam.minimize(loss, true, variables)!;
  }, options);
  const batch = [held('x'), held('target')] as const;
  const found: number[] = [];
  for (let i = 0; i < 50; i++) found.push((await step.run(...batch)).data[0]!);
  await step.dispose();
  adam.dispose();
  tf.dispose([...batch]);
  return found;
}

it.each([
  ['compiled with blocks', {}],
  ['compiled with plain operators', { blocked: false }],
  ['eager on wasm', { eager: true }],
])('fifty steps %s have the losses of PyTorch in float64 within 1e-4', async (_, options) => {
  const expected = tensors.get('losses')!.data;
  expect(expected[49]! / expected[0]!).toBeLessThan(0.7);
  const found = await losses(options);
  const departures = found.map((loss, i) => Math.abs(loss / expected[i]! - 1));
  expect(Math.max(...departures)).toBeLessThan(1e-4);
});
