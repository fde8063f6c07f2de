import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as tf from '@tensorflow/tfjs';
import type { DeviceErrors } from './deviceErrors';

/** The parts of WebGPUBackend that report errors. */
export interface FailingBackend extends tf.KernelBackend {
  runWebGPUProgram(...call: unknown[]): tf.TensorInfo;
}

/**
 * The next operation or read after a device error throws it, instead of going on with zeros; after the device was lost,
 * each does. A read that Node can't do says what to write instead.
 */
export function failingLoudly(backend: FailingBackend, errors: DeviceErrors): void {
  const run = backend.runWebGPUProgram.bind(backend);
  const read = backend.read.bind(backend);
  const readSync = backend.readSync.bind(backend);
  backend.runWebGPUProgram = (...call) => {
    errors.check();
    return run(...call);
  };
  backend.read = async (dataId) => {
    let values: Awaited<ReturnType<typeof read>>;
    try {
      values = await read(dataId);
    } catch (error) {
      await nextTurn(); // the device tells of its loss after it has rejected what was under way
      throw errors.explain(error);
    }
    errors.check();
    return values;
  };
  backend.readSync = (dataId) => {
    try {
      return readSync(dataId);
    } catch (error) {
      if (errors.isLost) throw errors.explain(error);
      if (!(error instanceof ReferenceError)) throw error;
      throw new Error(
        'The webgpu backend in Node reads tensors asynchronously only: write `await tensor.data()` or ' +
          '`await tensor.array()` instead of dataSync, arraySync, bufferSync or print.',
        { cause: error },
      );
    }
  };
}
