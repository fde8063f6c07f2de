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
  watchingOperations,
  watchingOptimizers,
} from './engine';
import { CompileError, withDeepStacks } from './error';
import { registerTracing } from './kernels';
import {
  BAKED_NUMBERS,
  type Draw,
  Drawing,
  type Drawn,
  drawAlike,
  parametersOf,
  recordingsFor,
} from './random';
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
  /** The variables of the states by their ids. */
  variables: ReadonlyMap<number, tf.Variable>;
  surroundings: Surroundings;
  /** Inputs of the graph that every run draws anew. */
  draws: readonly Draw[];
  warnings: readonly string[];
}

/**
 * Runs a function on tensors without values and records what it does: once, or, where it draws random numbers, several times
 * with other seeds, from which the way of drawing follows. Variables that it reads are states of
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
  let recording = recordOnce(fn, specs, bake, 0);
  // Recordings in a row that draw the same; what a function does at its first call alone is over by the second.
  let alike = [recording.drawn];
  for (let before = 1; recording.drawn.length > 0; before++) {
    if (before > 1 && (alike.length >= recordingsFor(recording.drawn) || before === MOST_RECORDINGS))
      return withDraws(recording, alike);
    recording = recordOnce(fn, specs, bake, before);
    alike = drawAlike(alike.at(-1)!, recording.drawn) ? [...alike, recording.drawn] : [recording.drawn];
  }
  return recording;
}

/** Of a function that draws random numbers. */
const MOST_RECORDINGS = 5;

type Recording = Trace & { drawn: readonly Drawn[] };

/** The recording with those draws that can be repeated; the others become constants. */
function withDraws({ drawn, ...whole }: Recording, alike: readonly (readonly Drawn[])[]): Trace {
  const canBeKnown = alike.length >= recordingsFor(drawn);
  const draws: Draw[] = [];
  const warnings = new Set(whole.warnings);
  for (const [i, now] of drawn.entries()) {
    const { name, operation, shape, node, values } = now;
    const parameters = canBeKnown ? parametersOf(alike.map((all) => all[i]!)) : undefined;
    if (parameters) draws.push({ name, operation, shape, parameters });
    else {
      warnings.add(BAKED_NUMBERS);
      Object.assign(node!, { op: constantNode(values, shape, 'float32').op }); // nodes refer to it
    }
  }
  return { ...whole, draws, warnings: [...warnings] };
}

function recordOnce(
  fn: (...inputs: tf.Tensor[]) => Results,
  specs: readonly InputSpec[],
  bake: boolean,
  before: number,
): Recording {
  registerTracing();
  const warnings = new Set<string>();
  const variables = new Map<tf.Variable, Capture>();
  const eager = tf.getBackend();
  const inputs = specs.map(({ shape, type }, i) =>
    makeNode({ kind: 'input' as const, name: `input${i}` }, [], shape, type),
  );
  const surroundings = new Surroundings();
  const drawing = new Drawing(before, (text) => warnings.add(text));
  const log: TraceLog = {
    warn: (text) => warnings.add(text),
    captures: (tensor) => surroundings.captures(tensor),
    drawn: (values, shape, dtype) => drawing.nodeOf(values, shape, dtype),
  };
  let recorded: Recorded | undefined;
  const recordAll = (): void => {
    for (const variable of registeredVariables()) capture(variable, variables);
    recorded = watchingNewVariables(
      (variable) => capture(variable, variables, initialOf(variable, drawing)),
      () =>
        watchingOptimizers(
          (optimizer) => surroundings.applies(optimizer),
          () => watchingOperations(() => drawing.watch(() => record(fn, inputs, variables))),
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
  const { drawn } = drawing;
  const whole: Recording = { inputs, surroundings, ...recorded!, draws: [], drawn, warnings: [...warnings] };
  return bake ? baked(whole) : whole;
}

type Recorded = Omit<Trace, 'inputs' | 'warnings' | 'surroundings' | 'draws'>;

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
function initialOf(variable: tf.Variable, { drawn }: Drawing): tf.TypedArray {
  const node = tracing.nodeOf(variable);
  const draw = drawn.find((one) => one.node !== undefined && one.node === node);
  if (draw) return draw.values;
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

/** The same graph with constants for the states that it does not change. */
function baked<T extends Trace>(whole: T): T {
  const fixed = whole.states.filter(({ input, result }) => input === result);
  for (const { input, ids } of fixed) {
    const variable = whole.variables.get(ids[0]!)!;
    const { op } = constantNode(readValues(variable), input.shape, input.type);
    Object.assign(input, { op }); // nodes refer to it
  }
  return { ...whole, states: whole.states.filter((state) => !fixed.includes(state)) };
}
