import * as tf from '@tensorflow/tfjs';
import {
  endsOf,
  type Graph,
  type GraphNode,
  inOrder,
  isConstant,
  makeNode,
  type Shape,
  type ValueType,
} from '../node';
import { constantNode, constantValues } from './constants';
import {
  onBackend,
  readValues,
  registeredVariables,
  substitute,
  watchingNewVariables,
  watchingOptimizers,
} from './engine';
import { CompileError, withDeepStacks } from './error';
import { registerTracing } from './kernels';
import { Surroundings } from './surroundings';
import { logTo, TRACING, type TraceLog, tracing, typeOf } from './tracingBackend';

export interface InputSpec {
  shape: Shape;
  type: ValueType;
}

/** What a function of tensors gives: one tensor, several, or several with names. */
export type Results = tf.Tensor | readonly tf.Tensor[] | Readonly<Record<string, tf.Tensor>>;

export interface Trace extends Graph {
  /** Names of the results; null where the function gives one tensor. */
  names: readonly string[] | null;
  isList: boolean;
  /** The variables of the states by their numbers. */
  variables: ReadonlyMap<number, tf.Variable>;
  surroundings: Surroundings;
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
  const surroundings = new Surroundings();
  const log: TraceLog = {
    warn: (text) => warnings.add(text),
    captures: (tensor) => surroundings.captures(tensor),
  };
  let recorded: Recorded | undefined;
  const recordAll = (): void => {
    for (const variable of registeredVariables()) capture(variable, variables);
    recorded = watchingNewVariables(
      (variable) => capture(variable, variables, initialOf(variable)),
      () =>
        watchingOptimizers(
          (optimizer) => surroundings.applies(optimizer),
          () => watchingRandomness(warnings, () => record(fn, inputs, variables)),
        ),
    );
  };
  try {
    withDeepStacks(() => onBackend(TRACING, () => logTo(log, () => tf.tidy(recordAll))));
  } finally {
    for (const [variable, { release, born }] of variables) {
      release();
      if (born) giveEagerValues(variable, born, eager);
    }
  }
  for (const shape of surroundings.tensors) warnings.add(capturedWarning(shape));
  const whole: Trace = { inputs, surroundings, ...recorded!, warnings: [...warnings] };
  return bake ? baked(whole) : whole;
}

type Recorded = Omit<Trace, 'inputs' | 'warnings' | 'surroundings'>;

const capturedWarning = (shape: Shape): string =>
  `A tensor [${shape}] from outside is baked into the compiled function: where it changes from run to run, pass it as an ` +
  'input or make it a tf.variable.';

interface Capture {
  input: GraphNode;
  /** What a variable that is made inside the function begins with. */
  born: tf.TypedArray | undefined;
  release(): void;
}

function capture(variable: tf.Variable, into: Map<tf.Variable, Capture>, born?: tf.TypedArray): void {
  if (variable.dtype === 'string' || variable.dtype === 'complex64') return;
  const input = makeNode(
    { kind: 'input', name: `state${variable.id}` },
    [],
    variable.shape,
    typeOf(variable.dtype),
  );
  const release = substitute(variable, tracing.tensorOf(input));
  into.set(variable, { input, born, release });
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
): Recorded {
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
  const results = Object.values(named).map((tensor) => tracing.nodeOf(tensor));
  const states = [...variables].map(([variable, { input }]) => ({
    ids: [variable.id],
    input,
    result: tracing.nodeOf(variable),
  }));
  const used = new Set(inOrder(endsOf({ inputs: [], results, states })));
  return {
    names: single ? null : Object.keys(named),
    isList: Array.isArray(given),
    results,
    states: states.filter(({ input, result }) => input !== result || used.has(input)),
    variables: new Map([...variables.keys()].map((variable) => [variable.id, variable])),
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
  for (const { input, ids } of fixed) {
    const variable = whole.variables.get(ids[0]!)!;
    const { op } = constantNode(readValues(variable), input.shape, input.type);
    Object.assign(input, { op }); // nodes refer to it
  }
  return { ...whole, states: whole.states.filter((state) => !fixed.includes(state)) };
}
