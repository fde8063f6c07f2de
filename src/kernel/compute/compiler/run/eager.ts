import * as tf from '@tensorflow/tfjs';
import { countStep, registeredVariables, watchingNewVariables, watchingOptimizers } from '../trace/engine';
import type { Results } from '../trace/trace';
import { Queue } from './queue';
import { requireInputs } from './requireInputs';
import type { Attempt, Compiled, CompileStats, Computed, Input, Values } from './types';

/** The same as a compiled function, run operation by operation on the current TensorFlow.js backend. */
export function runEagerly<A extends readonly tf.Tensor[], R extends Results>(
  fn: (...inputs: A) => R,
): Compiled<A, R> {
  return new EagerFunction(fn);
}

type Snapshot = readonly { variable: tf.Variable; value: tf.Tensor }[];

class EagerFunction<A extends readonly tf.Tensor[], R extends Results> implements Compiled<A, R> {
  readonly stats: CompileStats = { nodes: 0, traceMs: 0, loadMs: 0, programs: 0, runs: 0 };
  private readonly queue = new Queue();
  /** What the latest attempt gave variables, until it is accepted. */
  private pending: Pending | undefined;

  constructor(private readonly fn: (...inputs: A) => R) {}

  async run(...inputs: { [K in keyof A]: Input }): Promise<Computed<R>> {
    this.forget();
    requireInputs(inputs, this.fn.length);
    const given = copies(inputs);
    return this.queue.add(async () => {
      const { results, pending } = this.compute(given);
      this.accept(pending);
      return taken(results);
    });
  }

  async attempt(...inputs: { [K in keyof A]: Input }): Promise<Attempt<R>> {
    this.forget();
    requireInputs(inputs, this.fn.length);
    const given = copies(inputs);
    return this.queue.add(async () => {
      const { results, pending } = this.compute(given);
      return { results: await taken(results), accept: () => this.accept(pending) };
    });
  }

  /** What the function gives, and what it gave to variables, which have their values from before again. */
  private compute(inputs: readonly tf.Tensor[]): { results: R; pending: Pending } {
    this.forget();
    const optimizers: tf.Optimizer[] = [];
    const before = registeredVariables().map(snapshot);
    try {
      const results = watchingNewVariables(
        (variable) => before.push(snapshot(variable)),
        () =>
          watchingOptimizers(
            (optimizer) => optimizers.push(optimizer),
            // The caller's types say that the inputs are those of the function; tidy wants a type of its own.
            () => tf.tidy(() => copied(this.fn(...(inputs as unknown as A))) as unknown as tf.Tensor[]),
          ),
      ) as unknown as R;
      this.pending = { optimizers, values: before.map(({ variable }) => snapshot(variable)) };
      return { results, pending: this.pending };
    } finally {
      restore(before);
      tf.dispose([...inputs]);
      this.stats.runs += 1;
    }
  }

  private accept(pending: Pending): void {
    if (this.pending !== pending) return;
    restore(pending.values);
    for (const optimizer of pending.optimizers) countStep(optimizer);
    this.pending = undefined;
  }

  sync(): void {}

  async load(): Promise<void> {}

  renew(): void {}

  dispose(): Promise<void> {
    return this.queue.add(async () => this.forget());
  }

  private forget(): void {
    for (const { value } of this.pending?.values ?? []) value.dispose();
    this.pending = undefined;
  }
}

interface Pending {
  values: Snapshot;
  optimizers: readonly tf.Optimizer[];
}

const snapshot = (variable: tf.Variable): Snapshot[number] => ({
  variable,
  value: tf.keep(tf.clone(variable)),
});

/** Gives the variables what they had, and frees the snapshot. */
function restore(of: Snapshot): void {
  for (const { variable, value } of of) {
    if (!variable.isDisposed) variable.assign(value);
    value.dispose();
  }
}

/** Tensors of the inputs as they are now, for a function that may run later and disposes them. */
const copies = (inputs: readonly Input[]): tf.Tensor[] => inputs.map((input) => tf.keep(tensorOf(input)));

function tensorOf(input: Input): tf.Tensor {
  if (typeof input === 'number') return tf.scalar(input);
  return input instanceof tf.Tensor ? tf.clone(input) : tf.tensor(input.data, [...input.shape]);
}

/** Results of their own, also where the function gives an input or a variable. */
function copied<R extends Results>(results: R): R {
  if (results instanceof tf.Tensor) return tf.clone(results) as unknown as R;
  const copies = Object.entries(results).map(([name, tensor]) => [name, tf.clone(tensor)] as const);
  return (Array.isArray(results) ? copies.map(([, copy]) => copy) : Object.fromEntries(copies)) as R; // the same keys
}

/** The values of results, which are freed. */
async function taken<R extends Results>(results: R): Promise<Computed<R>> {
  try {
    return await valuesOf(results);
  } finally {
    tf.dispose(results as unknown as tf.Tensor[]);
  }
}

async function valuesOf<R extends Results>(results: R): Promise<Computed<R>> {
  const read = async (tensor: tf.Tensor): Promise<Values> => ({
    shape: tensor.shape,
    data: (await tensor.data()).slice() as Values['data'], // strings are no results
  });
  if (results instanceof tf.Tensor) return (await read(results)) as Computed<R>;
  const named = await Promise.all(
    Object.entries(results as Record<string, tf.Tensor>).map(
      async ([name, tensor]) => [name, await read(tensor)] as const,
    ),
  );
  const values = Array.isArray(results) ? named.map(([, value]) => value) : Object.fromEntries(named);
  return values as Computed<R>; // the same keys
}
