// Runs in a process of its own (process.test.ts) and prints what happened as JSON.
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { startCompute } from '../../../../src/kernel/compute';

async function main(): Promise<Record<string, unknown>> {
  const choice = await startCompute();
  const listenersLeft =
    process.listenerCount('unhandledRejection') + process.listenerCount('uncaughtException');

  const rejection = new Promise((resolve) =>
    process.once('unhandledRejection', (error: Error) => resolve(error.message)),
  );
  void Promise.reject(new Error('a promise of a cell'));

  const first = tf.range(0, 10);
  const large: tf.Tensor[] = [];
  let outOfMemory = '';
  try {
    // Not written to, so they take address space but hardly any memory.
    for (;;)
      large.push(
        tf.engine().makeTensorFromTensorInfo((tf.backend() as BackendWasm).makeOutput([2 ** 25], 'float32')),
      );
  } catch (error) {
    outOfMemory = String(error);
  }
  const firstTensorIntact = first.dataSync().every((value, i) => value === i);
  const tensorsThatFit = large.length;
  tf.dispose(large);
  const sumAfterwards = tf.sum(first).dataSync()[0];
  const workerLeft = 'Worker' in globalThis;
  return {
    choice,
    listenersLeft,
    rejection: await rejection,
    outOfMemory,
    firstTensorIntact,
    tensorsThatFit,
    sumAfterwards,
    workerLeft,
  };
}

main().then(
  (report) => console.log(JSON.stringify(report)),
  (error: Error) => console.log(JSON.stringify({ error: error.message })),
);
