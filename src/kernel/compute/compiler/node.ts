import type { Attribute } from '../onnx';

export type ValueType = 'float32' | 'int32' | 'bool';
export type Shape = readonly number[];

/** Sizes of a 2-D convolution over NHWC tensors. */
export interface Convolution {
  kernel: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  /** Top, left, bottom, right. */
  pads: readonly [number, number, number, number];
  input: readonly [height: number, width: number, channels: number];
  output: readonly [height: number, width: number, channels: number];
  /** One filter a channel instead of filters over all channels: [kh, kw, C, M]. */
  depthwise: boolean;
}

/** What a fused convolution does besides: its inputs are x, filter, then bias and addend where they are there. */
export interface Epilogue {
  bias: boolean;
  /** A tensor of the output's shape, added before the activation. */
  addend: boolean;
  relu: boolean;
}

export type Reduction = 'Sum' | 'Mean' | 'Max' | 'Min' | 'Prod';

/** The operations of the graph. Everything that TensorFlow.js kernels do is said in these; tensors are NHWC. */
export type Operation =
  | { kind: 'input'; name: string }
  /** A number stands for a tensor that is full of it; with a name the model takes the number as an input. */
  | { kind: 'constant'; value: number | Float32Array | Int32Array | Uint8Array; name?: string }
  /** An ONNX operator that works element by element and broadcasts. */
  | { kind: 'elementwise'; name: string; attributes?: Readonly<Record<string, Attribute>> }
  /** floor(a / b) as int32, through float64; broadcasts. */
  | { kind: 'floorDivide' }
  /** a - floor(a / b) b, through float64; broadcasts. */
  | { kind: 'remainder' }
  | { kind: 'cast' }
  | { kind: 'reshape' }
  | { kind: 'expand' }
  | { kind: 'transpose'; permutation: readonly number[] }
  | { kind: 'concat'; axis: number }
  | { kind: 'slice'; begin: readonly number[]; end: readonly number[]; strides: readonly number[] }
  | { kind: 'pad'; before: readonly number[]; after: readonly number[]; value: number }
  | { kind: 'reduce'; reduction: Reduction; axes: readonly number[] }
  | { kind: 'argument'; of: 'ArgMax' | 'ArgMin'; axis: number }
  | { kind: 'softmax' }
  | { kind: 'cumulate'; axis: number; exclusive: boolean; reverse: boolean }
  | { kind: 'matmul'; transposeA: boolean; transposeB: boolean }
  | { kind: 'gather'; axis: number }
  /** Inputs x and positions [..., k] in the first k axes after those of the batch, which both share. */
  | { kind: 'gatherNd'; batchAxes: number }
  /** Sums of products over letters, as `bij,bjk->bik`. */
  | { kind: 'einsum'; equation: string }
  /** Inputs [rows, n] and the segment of each row, int32 in range: the sums of the rows of each segment. */
  | { kind: 'segmentSum' }
  | { kind: 'conv'; convolution: Convolution; epilogue: Epilogue }
  /** Inputs dy, filter; like `conv` with an epilogue, because it is one of the output of a transposed convolution. */
  | { kind: 'convInput'; convolution: Convolution; epilogue: Epilogue }
  /** Inputs x, dy. */
  | { kind: 'convFilter'; convolution: Convolution }
  | { kind: 'pool'; of: 'MaxPool' | 'AveragePool'; convolution: Convolution };

export type OperationOf<K extends Operation['kind']> = Extract<Operation, { kind: K }>;

/** A tensor of the traced program and how it is made. */
export interface GraphNode<O extends Operation = Operation> {
  op: O;
  inputs: readonly GraphNode[];
  shape: Shape;
  type: ValueType;
}

/** Where the values of captured variables go in, one after another, and what they hold in the end. */
export interface GraphState {
  /** Ids of the variables. */
  ids: readonly number[];
  input: GraphNode;
  result: GraphNode;
}

/** A traced program: from inputs and states to results and states. */
export interface Graph {
  inputs: readonly GraphNode<OperationOf<'input'>>[];
  results: readonly GraphNode[];
  states: readonly GraphState[];
}

/** The same text for the same operation only. */
export const textOf = (op: Operation): string => JSON.stringify(op, exactly);

/** JSON has neither infinities nor NaN, and writes -0 as 0. */
const exactly = (_: string, value: unknown): unknown =>
  typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    ? `number ${Object.is(value, -0) ? '-0' : value}`
    : value;

export const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

export function makeNode<O extends Operation>(
  op: O,
  inputs: readonly GraphNode[],
  shape: Shape,
  type: ValueType = 'float32',
): GraphNode<O> {
  return { op, inputs, shape, type };
}

export const isConstant = (node: GraphNode): node is GraphNode<OperationOf<'constant'>> =>
  node.op.kind === 'constant';

/** The number that a constant is full of. */
export function uniformValue(node: GraphNode): number | undefined {
  return node.op.kind === 'constant' && typeof node.op.value === 'number' ? node.op.value : undefined;
}

/** All nodes that the given ones need, each after its inputs. */
export function inOrder(ends: readonly GraphNode[]): GraphNode[] {
  const order: GraphNode[] = [];
  const seen = new Set<GraphNode>();
  const stack = ends.map((node) => ({ node, next: 0 })).reverse();
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    if (top.next === 0 && seen.has(top.node)) stack.pop();
    else if (top.next < top.node.inputs.length) stack.push({ node: top.node.inputs[top.next++]!, next: 0 });
    else {
      stack.pop();
      if (!seen.has(top.node)) order.push(top.node);
      seen.add(top.node);
    }
  }
  return order;
}

export const endsOf = ({ results, states }: Graph): GraphNode[] => [
  ...results,
  ...states.filter(({ input, result }) => input !== result).map(({ result }) => result),
];
