import { broadcast } from './broadcast';
import {
  type GraphNode,
  makeNode,
  type Reduction,
  type Shape,
  sameShape,
  sizeOf,
  uniformValue,
  type ValueType,
} from './node';
import { constantNode, full } from './trace/constants';
import { CompileError } from './trace/error';
import { requireType } from './trace/types';

// Short ways to say operations, with the shapes worked out; they simplify only what costs nothing to see.

type Elementwise = Extract<GraphNode['op'], { kind: 'elementwise' }>;

export function elementwise(
  name: string,
  inputs: readonly GraphNode[],
  options: { attributes?: Elementwise['attributes']; type?: ValueType } = {},
): GraphNode {
  const { attributes, type = inputs.at(-1)!.type } = options;
  requireType(name, inputs.at(-1)!.type);
  const op: Elementwise = attributes
    ? { kind: 'elementwise', name, attributes }
    : { kind: 'elementwise', name };
  return makeNode(op, inputs, broadcast(inputs.map(({ shape }) => shape)), type);
}

const number = (value: number, like: GraphNode): GraphNode => full(value, [], like.type);

export const add = (a: GraphNode, b: GraphNode | number): GraphNode =>
  elementwise('Add', [a, typeof b === 'number' ? number(b, a) : b]);
export const subtract = (a: GraphNode, b: GraphNode): GraphNode => elementwise('Sub', [a, b]);
export const multiply = (a: GraphNode, b: GraphNode | number): GraphNode =>
  elementwise('Mul', [a, typeof b === 'number' ? number(b, a) : b]);
export const divide = (a: GraphNode, b: GraphNode | number): GraphNode =>
  elementwise('Div', [a, typeof b === 'number' ? number(b, a) : b]);
export const maximum = (a: GraphNode, b: number): GraphNode => elementwise('Max', [a, number(b, a)]);
export const minimum = (a: GraphNode, b: number): GraphNode => elementwise('Min', [a, number(b, a)]);

/** A comparison or a logical operator. */
export const compare = (name: string, ...inputs: GraphNode[]): GraphNode =>
  elementwise(name, inputs, { type: 'bool' });

export const not = (x: GraphNode): GraphNode => compare('Not', x);

/** 1 above zero, 0 elsewhere; NaN stays. */
export const stepAboveZero = (x: GraphNode): GraphNode => elementwise('Relu', [elementwise('Sign', [x])]);

/** `condition ? a : b`, element by element. */
export function choose(condition: GraphNode, a: GraphNode, b: GraphNode): GraphNode {
  if (b.type !== 'bool') return elementwise('Where', [condition, a, b]);
  // onnxruntime chooses among numbers only.
  return cast(elementwise('Where', [condition, cast(a, 'int32'), cast(b, 'int32')]), 'bool');
}

export function cast(x: GraphNode, type: ValueType): GraphNode {
  return x.type === type ? x : makeNode({ kind: 'cast' }, [x], x.shape, type);
}

export function reshape(x: GraphNode, shape: Shape): GraphNode {
  if (sameShape(x.shape, shape)) return x;
  const value = uniformValue(x);
  if (value !== undefined) return full(value, shape, x.type);
  const from = x.op.kind === 'reshape' ? x.inputs[0]! : x;
  return sameShape(from.shape, shape) ? from : makeNode({ kind: 'reshape' }, [from], shape, x.type);
}

export function expand(x: GraphNode, shape: Shape): GraphNode {
  if (sameShape(x.shape, shape)) return x;
  const value = uniformValue(x);
  return value === undefined ? makeNode({ kind: 'expand' }, [x], shape, x.type) : full(value, shape, x.type);
}

export function transpose(x: GraphNode, permutation: readonly number[]): GraphNode {
  const shape = permutation.map((axis) => x.shape[axis]!);
  return makeNode({ kind: 'transpose', permutation }, [x], shape, x.type);
}

export function concat(parts: readonly GraphNode[], axis: number): GraphNode {
  const [first] = parts;
  const shape = first!.shape.map((size, i) =>
    i === axis ? parts.reduce((sum, part) => sum + part.shape[axis]!, 0) : size,
  );
  return makeNode({ kind: 'concat', axis }, parts, shape, first!.type);
}

export function slice(
  x: GraphNode,
  begin: readonly number[],
  end: readonly number[],
  strides: readonly number[] = begin.map(() => 1),
): GraphNode {
  const shape = begin.map((from, axis) => Math.max(0, Math.ceil((end[axis]! - from) / strides[axis]!)));
  const value = uniformValue(x);
  if (value !== undefined) return full(value, shape, x.type);
  return makeNode({ kind: 'slice', begin, end, strides }, [x], shape, x.type);
}

export function pad(x: GraphNode, before: readonly number[], after: readonly number[], value = 0): GraphNode {
  const shape = x.shape.map((size, axis) => before[axis]! + size + after[axis]!);
  return makeNode({ kind: 'pad', before, after, value }, [x], shape, x.type);
}

/** What the eager kernels give for no values. */
const OF_NOTHING: Readonly<Record<Reduction, number>> = {
  Sum: 0,
  Mean: 0,
  Max: Number.NaN,
  Min: Number.NaN,
  Prod: 1,
};

/** Reduces axes, which vanish from the shape. */
export function reduce(x: GraphNode, reduction: Reduction, axes: readonly number[]): GraphNode {
  const shape = x.shape.filter((_, axis) => !axes.includes(axis));
  if (axes.some((axis) => x.shape[axis] === 0)) return full(OF_NOTHING[reduction], shape, x.type);
  const value = uniformValue(x);
  if (value !== undefined && reduction !== 'Prod') {
    const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
    return full(reduction === 'Sum' ? value * count : value, shape, x.type);
  }
  if (axes.length === 0) return x;
  return makeNode({ kind: 'reduce', reduction, axes }, [x], shape, x.type);
}

export function matmul(a: GraphNode, b: GraphNode, transposeA = false, transposeB = false): GraphNode {
  requireType('MatMul', a.type);
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  const [across, down] = [a.shape.at(transposeA ? -2 : -1), b.shape.at(transposeB ? -1 : -2)];
  if (across !== down)
    throw new CompileError(
      `A product of [${a.shape}]${transposeA ? ' transposed' : ''} and [${b.shape}]${transposeB ? ' transposed' : ''} does ` +
        `not fit: rows of ${across} meet columns of ${down}.`,
    );
  const batch = broadcast([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  return makeNode({ kind: 'matmul', transposeA, transposeB }, [a, b], [...batch, rows, columns], a.type);
}

export function gather(x: GraphNode, indices: GraphNode, axis: number): GraphNode {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return makeNode({ kind: 'gather', axis }, [x, indices], shape, x.type);
}

export const indices = (values: readonly number[]): GraphNode => {
  const node = constantNode(values, [values.length], 'int32');
  // Indices stay a list where all are the same.
  return { ...node, op: { kind: 'constant', value: Int32Array.from(values) } };
};

export const count = (x: GraphNode): number => sizeOf(x.shape);
