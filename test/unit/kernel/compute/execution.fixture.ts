// Runs in a process of its own (execution.test.ts) and prints what was chosen and what it computes as JSON.
import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { compile, startCompute } from '../../../../src/kernel/compute';

// As in Node 23 and later.
for (const removed of ['isNullOrUndefined', 'isArray']) Reflect.deleteProperty(util, removed);

async function main(): Promise<object> {
  const choice = await startCompute();
  const x = tf.tensor4d(
    Float32Array.from({ length: 150 }, (_, i) => Math.sin(i)),
    [1, 5, 10, 3],
  );
  const w = tf.tensor4d(
    Float32Array.from({ length: 81 }, (_, i) => Math.cos(i)),
    [3, 3, 3, 3],
  );
  const f = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(tf.relu(a as tf.Tensor4D), b as tf.Tensor4D, 2, 'same');
  const { data } = await compile(f).run(x, w);
  const eager = await f(x, w).data();
  return { choice, difference: Math.max(...eager.map((value, i) => Math.abs(value - data[i]!))) };
}

main()
  .catch((error: Error) => ({ error: error.message }))
  .then((report) => process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0)));
