import * as tf from '@tensorflow/tfjs';
import { registeredVariables, watchingNewVariables } from '../trace/engine';
import type { Results } from '../trace/trace';
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
  /** What the latest attempt gave variables, until it is accepted. */
  private pending: Snapshot = [];

  constructor(private readonly fn: (...inputs: A) => R) {}

  async run(...inputs: { [K in keyof A]: Input }): Promise<Computed<R>> {
    const { results, accept } = await this.attempt(...inputs);
    accept();
    return results;
  }

  async attempt(...inputs: { [K in keyof A]: Input }): Promise<Attempt<R>> {
    this.forget();
    const before = registeredVariables().map(snapshot);
    const results = watchingNewVariables(
      (variable) => before.push(snapshot(variable)),
      // The caller's types say that the inputs are those of the function; tidy wants a type of its own.
      () => tf.tidy(() => this.fn(...(inputs.map(tensorOf) as unknown as A)) as unknown as tf.Tensor[]),
    ) as unknown as R;
    const pending = before.map(({ variable }) => snapshot(variable));
    this.pending = pending;
    restore(before);
    const values = await valuesOf(results);
    tf.dispose(results as unknown as tf.Tensor[]);
    this.stats.runs += 1;
    return {
      results: values,
      accept: () => {
        if (this.pending !== pending) return;
        restore(pending);
        this.pending = [];
      },
    };
  }

  sync(): void {}

  async load(): Promise<void> {}

  renew(): void {}

  async dispose(): Promise<void> {
    this.forget();
  }

  private forget(): void {
    for (const { value } of this.pending) value.dispose();
    this.pending = [];
  }
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

function tensorOf(input: Input): tf.Tensor {
  if (typeof input === 'number') return tf.scalar(input);
  return input instanceof tf.Tensor ? tf.clone(input) : tf.tensor(input.data, [...input.shape]);
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
