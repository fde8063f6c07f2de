import * as tf from '@tensorflow/tfjs';
import {
  type Graph,
  type GraphNode,
  type GraphState,
  isConstant,
  makeNode,
  type Shape,
  type ValueType,
} from '../node';
import { constantNode, constantValues } from './constants';
import { onBackend, readValues, registeredVariables, substitute, watchingNewVariables } from './engine';
import { CompileError } from './error';
import { registerTracing } from './kernels';
import { logTo, TRACING, tracing, typeOf } from './tracingBackend';

export interface InputSpec {
  shape: Shape;
  type: ValueType;
}

/** What a function of tensors gives: one tensor, several, or several with names. */
export type Results = tf.Tensor | readonly tf.Tensor[] | Readonly<Record<string, tf.Tensor>>;

export interface TracedState extends GraphState {
  variable: tf.Variable;
  initial: tf.TypedArray;
}

export interface Trace extends Graph {
  /** Names of the results; null where the function gives one tensor. */
  names: readonly string[] | null;
  isList: boolean;
  states: readonly TracedState[];
  warnings: readonly string[];
}

/**
 * Runs a function once on tensors without values and records what it does. Variables that it reads are states of
 * the graph; so are those that are made inside it, which get eager values on the way. Variables are as before afterwards.
 *
 * @param bake takes variables that the function does not change as constants
 * @throws CompileError for what cannot be recorded
 */
export function trace(
  fn: (...inputs: tf.Tensor[]) => Results,
  specs: readonly InputSpec[],
  bake: boolean,
): Trace {
  registerTracing();
  const warnings = new Set<string>();
  const variables = new Map<tf.Variable, Capture>();
  const eager = tf.getBackend();
  const inputs = specs.map(({ shape, type }, i) =>
    makeNode({ kind: 'input' as const, name: `input${i}` }, [], shape, type),
  );
  let recorded: Omit<Trace, 'inputs' | 'warnings'> | undefined;
  try {
    onBackend(TRACING, () =>
      logTo({ warn: (text) => warnings.add(text) }, () =>
        tf.tidy(() => {
          for (const variable of registeredVariables()) capture(variable, readValues(variable), variables);
          recorded = watchingNewVariables(
            (variable) => capture(variable, initialOf(variable), variables, true),
            () => watchingRandomness(warnings, () => record(fn, inputs, variables)),
          );
        }),
      ),
    );
  } finally {
    for (const [variable, { release, initial, isNew }] of variables) {
      release();
      if (isNew) giveEagerValues(variable, initial, eager);
    }
  }
  const whole: Trace = { inputs, warnings: [...warnings], ...recorded! };
  return bake ? baked(whole) : whole;
}

interface Capture {
  input: GraphNode;
  initial: tf.TypedArray;
  isNew: boolean;
  release(): void;
}

function capture(
  variable: tf.Variable,
  initial: tf.TypedArray,
  into: Map<tf.Variable, Capture>,
  isNew = false,
): void {
  if (variable.dtype === 'string' || variable.dtype === 'complex64') return;
  const input = makeNode(
    { kind: 'input', name: `state${variable.id}` },
    [],
    variable.shape,
    typeOf(variable.dtype),
  );
  const release = substitute(variable, tracing.tensorOf(input));
  into.set(variable, { input, initial, isNew, release });
}

/** What a variable that is made inside the function begins with. */
function initialOf(variable: tf.Variable): tf.TypedArray {
  const node = tracing.nodeOf(variable);
  if (isConstant(node)) return constantValues(node).slice();
  throw new CompileError(
    `The variable ${variable.name} [${variable.shape}] begins with a computed value inside a compiled function. Make it ` +
      'before, outside the function.',
  );
}

function giveEagerValues(variable: tf.Variable, values: tf.TypedArray, backend: string): void {
  onBackend(backend, () =>
    tf.tidy(() => variable.assign(tf.tensor(values.slice(), variable.shape, variable.dtype))),
  );
}

function record(
  fn: (...inputs: tf.Tensor[]) => Results,
  inputs: readonly GraphNode[],
  variables: ReadonlyMap<tf.Variable, Capture>,
): Omit<Trace, 'inputs' | 'warnings'> {
  const given = fn(...inputs.map((node) => tracing.tensorOf(node)));
  if (given instanceof Promise) {
    given.catch(() => {}); // its error would come after this one
    throw new CompileError(
      'An async function cannot be compiled: do what waits outside, and pass its result as an input.',
    );
  }
  const single = given instanceof tf.Tensor;
  const named: Record<string, tf.Tensor> = single
    ? { result: given }
    : Object.fromEntries(Object.entries(given));
  for (const [name, value] of Object.entries(named)) {
    if (!(value instanceof tf.Tensor))
      throw new CompileError(`A compiled function has to give tensors, but ${name} is ${typeof value}.`);
  }
  return {
    names: single ? null : Object.keys(named),
    isList: Array.isArray(given),
    results: Object.values(named).map((tensor) => tracing.nodeOf(tensor)),
    states: [...variables].map(([variable, { input, initial }]) => ({
      id: variable.id,
      input,
      result: tracing.nodeOf(variable),
      variable,
      initial,
    })),
  };
}

function watchingRandomness<T>(warnings: Set<string>, body: () => T): T {
  const original = Math.random;
  Math.random = () => {
    warnings.add(
      'Random numbers are drawn inside the compiled function, so every run gets the same ones: draw them outside and ' +
        'pass them as an input.',
    );
    return original();
  };
  try {
    return body();
  } finally {
    Math.random = original;
  }
}

/** The same graph with constants for the states that it does not change. */
function baked(whole: Trace): Trace {
  const fixed = whole.states.filter(({ input, result }) => input === result);
  for (const { input, initial } of fixed) {
    const { op } = constantNode(initial, input.shape, input.type);
    Object.assign(input, { op }); // nodes refer to it
  }
  return { ...whole, states: whole.states.filter((state) => !fixed.includes(state)) };
}
