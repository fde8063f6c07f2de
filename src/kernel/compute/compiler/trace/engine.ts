// Everything private of TensorFlow.js (pinned to 4.22) that the compiler uses is in this file.

import * as tf from '@tensorflow/tfjs';

interface TensorRecord {
  backend: tf.KernelBackend;
}

interface EngineInternals {
  backendName: string;
  state: {
    registeredVariables: Record<string, tf.Variable>;
    tensorInfo: WeakMap<object, TensorRecord>;
  };
  findBackend(name: string): tf.KernelBackend;
  makeTensorFromTensorInfo(info: tf.TensorInfo, backend: tf.KernelBackend): tf.Tensor;
  makeVariable(value: tf.Tensor, trainable?: boolean, name?: string, dtype?: tf.DataType): tf.Variable;
  startScope(name?: string): void;
  endScope(result?: tf.TensorContainer): void;
  incRef(tensor: tf.Tensor, backend: tf.KernelBackend | null): void;
  disposeTensor(tensor: tf.Tensor): void;
}

// The public type names only `startScope` and the like; the fields above are checked by the tests of the compiler.
const engine = (): EngineInternals => tf.engine() as unknown as EngineInternals;

/** Variables that exist now, of every optimiser and network. */
export const registeredVariables = (): tf.Variable[] => Object.values(engine().state.registeredVariables);

/** The values of a tensor on whichever backend holds it. */
export function readValues({ dataId }: { dataId: object }): tf.TypedArray {
  const record = engine().state.tensorInfo.get(dataId);
  if (!record) throw new Error('A tensor was used after it had been disposed.');
  return record.backend.readSync(dataId) as tf.TypedArray; // strings are refused before
}

/** The same where the backend needs time for it; it keeps them for `readValues`. */
export async function readValuesLater(dataId: object): Promise<void> {
  await engine().state.tensorInfo.get(dataId)?.backend.read(dataId);
}

/** Whether a tensor's data has been freed. */
export const isGone = (dataId: object): boolean => !engine().state.tensorInfo.has(dataId);

/** Shows each optimiser that is applied while `body` runs to `seen`, instead of counting its step. */
export function watchingOptimizers<T>(seen: (optimizer: tf.Optimizer) => void, body: () => T): T {
  const prototype = tf.Optimizer.prototype as unknown as Counting;
  const original = prototype.incrementIterations;
  prototype.incrementIterations = function (this: tf.Optimizer) {
    seen(this);
  };
  try {
    return body();
  } finally {
    prototype.incrementIterations = original;
  }
}

interface Counting {
  incrementIterations(): void;
}

export const countStep = (optimizer: tf.Optimizer): void =>
  (optimizer as unknown as Counting).incrementIterations();

export function adoptTensor(info: tf.TensorInfo, backend: tf.KernelBackend): tf.Tensor {
  return engine().makeTensorFromTensorInfo(info, backend);
}

/** The TensorFlow.js backend that evaluates constants. */
export const findBackend = (name: string): tf.KernelBackend => engine().findBackend(name);

/** Runs `body` on a backend that starts synchronously, and takes the present one back. */
export function onBackend<T>(name: string, body: () => T): T {
  const before = engine().backendName;
  void tf.setBackend(name); // synchronous up to its return, as the factory is
  try {
    return body();
  } finally {
    void tf.setBackend(before);
  }
}

/** Shows each variable that is made while `body` runs to `seen`, right after it was made. */
export function watchingNewVariables<T>(seen: (variable: tf.Variable) => void, body: () => T): T {
  const internals = engine();
  const original = internals.makeVariable;
  internals.makeVariable = (...args) => {
    const variable = original.apply(internals, args);
    seen(variable);
    return variable;
  };
  try {
    return body();
  } finally {
    internals.makeVariable = original;
  }
}

const inProgress: string[] = [];

/** Names of the operations that are being carried out, the innermost last, while `watchingOperations` runs its body. */
export const operationsInProgress = (): readonly string[] => inProgress;

export function watchingOperations<T>(body: () => T): T {
  const internals = engine();
  const { startScope, endScope } = internals;
  internals.startScope = (name) => {
    inProgress.push(name?.replace(/__op$/, '') ?? '');
    startScope.call(internals, name);
  };
  internals.endScope = (result) => {
    inProgress.pop();
    endScope.call(internals, result);
  };
  try {
    return body();
  } finally {
    Object.assign(internals, { startScope, endScope });
    inProgress.length = 0;
  }
}

/** Lets a variable stand for other data for a while; the returned function gives back its own. */
export function substitute(variable: tf.Variable, stand: tf.Tensor): () => void {
  const own = variable.dataId;
  variable.dataId = stand.dataId;
  engine().incRef(variable, null);
  return () => {
    engine().disposeTensor(variable); // whatever was assigned last
    variable.dataId = own;
  };
}
