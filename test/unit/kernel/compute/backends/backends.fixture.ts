// Runs in a process of its own, on the backend that BMDSRNET_BACKEND names, and prints how far its numbers are from those
// of the file: `node backends.fixture.js operations.safetensors`.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import {
  decodeSafetensors,
  type StoredTensor,
} from '../../../../../src/kernel/bmdsrnet/networks/safetensors';
import { bicubicUpsample, pixelShuffle, startCompute } from '../../../../../src/kernel/compute';
import { relativeError } from '../float64';
import { operations } from './operations';

const { tensors } = decodeSafetensors(readFileSync(process.argv[2]!));
const tensor = ({ data, shape }: StoredTensor): tf.Tensor => tf.tensor(data, [...shape]);

async function difference(computed: tf.Tensor, expected: StoredTensor): Promise<number> {
  if (`${computed.shape}` !== `${expected.shape}`) return Number.POSITIVE_INFINITY;
  return relativeError(await computed.data(), expected.data);
}

async function operation(name: string): Promise<{ name: string; output: number; gradients: number[] }> {
  const held = (part: string): StoredTensor | undefined => tensors.get(`${name}/${part}`);
  const inputs: tf.Tensor[] = [];
  for (let i = 0; held(`input${i}`); i++) inputs.push(tensor(held(`input${i}`)!));
  const dy = tensor(held('dy')!);
  const run = operations[name]!;
  const output = tf.tidy(() => run(...inputs));
  const found = name.endsWith('forward') ? [] : tf.grads(run)(inputs, dy);
  const gradients: number[] = [];
  for (const [i, gradient] of found.entries())
    gradients.push(await difference(gradient, held(`gradient${i}`)!));
  const report = { name, output: await difference(output, held('output')!), gradients };
  tf.dispose([output, dy, ...inputs, ...found]);
  return report;
}

/** How far the losses of twenty steps of Adam are from the file's, relatively. */
async function training(): Promise<number> {
  const held = (part: string): tf.Tensor => tensor(tensors.get(`training/${part}`)!);
  const [x, target] = [held('x') as tf.Tensor4D, held('target')];
  const weights = [0, 1, 2].map((i) => tf.tidy(() => tf.variable(held(`weight${i}`))));
  const [first, bias, second] = weights as [tf.Variable, tf.Variable, tf.Variable];
  const loss = (): tf.Scalar => {
    const features = tf.tanh(tf.add(tf.conv2d(x, first as tf.Tensor4D, 1, 'same'), bias)) as tf.Tensor4D;
    const detail = pixelShuffle(tf.conv2d(features, second as tf.Tensor4D, 1, 'same'), 2);
    return tf.mean(tf.squaredDifference(tf.add(bicubicUpsample(x, 2), detail), target));
  };
  const adam = tf.train.adam(0.01, 0.9, 0.999, 1e-7);
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    const value = adam.minimize(loss, true, weights)!;
    losses.push((await value.data())[0]!);
    value.dispose();
  }
  adam.dispose();
  tf.dispose([x, target, ...weights]);
  return relativeError(losses, tensors.get('training/losses')!.data);
}

async function main(): Promise<object> {
  const { backend, reason } = await startCompute();
  const before = tf.memory().numTensors;
  const found: object[] = [];
  for (const name of Object.keys(operations))
    found.push(await operation(name).catch((error: Error) => ({ name, error: error.message })));
  return {
    backend,
    reason,
    operations: found,
    training: await training(),
    left: tf.memory().numTensors - before,
  };
}

main()
  .catch((error: Error) => ({ error: error.message }))
  .then((report) => process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0)));
