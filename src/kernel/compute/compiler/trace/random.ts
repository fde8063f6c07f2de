import * as tf from '@tensorflow/tfjs';
import { type GraphNode, makeNode, type Shape, sizeOf } from '../node';
import { onBackend, operationsInProgress } from './engine';

/** Random numbers that a function draws, and that every run draws anew. */
export interface Draw {
  /** Of the input of the graph that takes them. */
  name: string;
  operation: Operation;
  shape: Shape;
  /** Bounds, or mean and standard deviation. */
  parameters: Parameters;
}

/** A draw as a recording saw it. */
export interface Drawn extends Omit<Draw, 'parameters'> {
  /** Not in a first recording, whose tensors the function may keep: there what is drawn is a constant. */
  node: GraphNode | undefined;
  seed: number;
  values: Float32Array;
}

type Parameters = readonly [number, number];
type Operation = 'randomUniform' | 'randomNormal' | 'truncatedNormal';
type Draws = (shape: number[], a: number, b: number, seed: number) => tf.Tensor;

const OPERATIONS: Readonly<Record<Operation, Draws>> = {
  randomUniform: (shape, low, high, seed) => tf.randomUniform(shape, low, high, 'float32', seed),
  randomNormal: (shape, mean, deviation, seed) => tf.randomNormal(shape, mean, deviation, 'float32', seed),
  truncatedNormal: (shape, mean, deviation, seed) =>
    tf.truncatedNormal(shape, mean, deviation, 'float32', seed),
};

/** What TensorFlow.js draws where `Math.random` gives this seed. */
export function drawnWith(
  { operation, shape, parameters: [a, b] }: Omit<Draw, 'name'>,
  seed: number,
): Float32Array {
  return onBackend('cpu', () => {
    const tensor = OPERATIONS[operation]([...shape], a, b, seed);
    try {
      return tensor.dataSync<'float32'>(); // not through a tidy, which would walk over all values
    } finally {
      tensor.dispose();
    }
  });
}

/** Finds the random numbers that are drawn while a function is recorded. */
export class Drawing {
  readonly drawn: Drawn[] = [];
  private seed: number | undefined;

  constructor(
    /** Recordings before this one. */
    private readonly before: number,
    private readonly warn: (text: string) => void,
  ) {}

  /** Seeds what operations draw while `body` runs. */
  watch<T>(body: () => T): T {
    const original = Math.random;
    Math.random = () => {
      if (this.operation()) {
        this.seed = 1 + this.before + 1 / (2 + this.drawn.length);
        return this.seed;
      }
      this.warn(BAKED_NUMBERS);
      return original();
    };
    try {
      return body();
    } finally {
      Math.random = original;
    }
  }

  /** The node of a new tensor if it holds numbers that were just drawn. */
  nodeOf(values: ArrayLike<unknown>, shape: Shape, dtype: string): GraphNode | undefined {
    const [operation, seed] = [this.operation(), this.seed];
    this.seed = undefined;
    if (!operation || seed === undefined || sizeOf(shape) === 0) return undefined;
    if (dtype !== 'float32') {
      this.warn(BAKED_NUMBERS);
      return undefined;
    }
    const name = `random${this.drawn.length}`;
    const node = this.before > 0 ? makeNode({ kind: 'input', name } as const, [], shape) : undefined;
    this.drawn.push({ name, operation, shape, node, seed, values: (values as Float32Array).slice() });
    return node;
  }

  private operation(): Operation | undefined {
    const name = operationsInProgress().at(-1);
    return name !== undefined && Object.hasOwn(OPERATIONS, name) ? (name as Operation) : undefined;
  }
}

export const BAKED_NUMBERS =
  'Random numbers are drawn inside the compiled function in a way that cannot be repeated, so every run gets the same ones: ' +
  'draw them with tf.randomUniform, tf.randomNormal or tf.truncatedNormal as float32, or outside, and pass them as an input.';

/** Whether two recordings draw the same from other seeds. */
export const drawAlike = (a: readonly Drawn[], b: readonly Drawn[]): boolean =>
  a.length === b.length &&
  a.every(({ operation, shape }, i) => operation === b[i]!.operation && `${shape}` === `${b[i]!.shape}`);

/** How many recordings show by what parameters draws were made, and that it was by the same: a line fits any two points. */
export const recordingsFor = (drawn: readonly Drawn[]): number =>
  drawn.some(({ shape }) => sizeOf(shape) === 1) ? 3 : 2;

/**
 * The parameters with which the same draw gave its numbers in several recordings. TensorFlow.js tells nobody, but with the same
 * seed the numbers of any parameters are a line through those of the standard ones.
 */
export function parametersOf(draws: readonly Drawn[]): Parameters | undefined {
  const [{ operation, shape: whole }] = draws as readonly [Drawn];
  const shape = [Math.min(sizeOf(whole), ENOUGH)]; // what comes first does not depend on how many follow
  const drawnBy = (parameters: Parameters): number[] =>
    draws.flatMap(({ seed }) => [...drawnWith({ operation, shape, parameters }, seed)]);
  const values = draws.flatMap((drawn) => [...drawn.values.subarray(0, ENOUGH)]);
  const standard = drawnBy([0, 1]);
  const [least, most] = standard.reduce(
    ([low, high], value, i) => [value < standard[low]! ? i : low, value > standard[high]! ? i : high],
    [0, 0] as [number, number],
  );
  const slope = (values[most]! - values[least]!) / (standard[most]! - standard[least]!);
  const start = values[least]! - slope * standard[least]!;
  const second = operation === 'randomUniform' ? start + slope : slope;
  const size = Math.max(Math.abs(start), Math.abs(slope));
  const isAbout = (parameters: Parameters, tolerance: number): boolean =>
    drawnBy(parameters).every((value, i) => Math.abs(value - values[i]!) <= tolerance * size);
  // What people write has few digits, and is then found to the last bit.
  for (let digits = 1; digits <= 8; digits++) {
    const rounded = [start, second].map((value) =>
      Math.abs(value) < ROUNDING * size ? 0 : Number(value.toPrecision(digits)),
    );
    if (isAbout(rounded as [number, number], 0)) return rounded as [number, number];
  }
  const near: Parameters = Math.abs(start) < ROUNDING * size ? [0, second] : [start, second];
  return isAbout(near, ROUNDING) ? near : undefined;
}

/** Numbers that show the parameters. */
const ENOUGH = 1024;
/** Of float32, a few times over. */
const ROUNDING = 1e-6;
