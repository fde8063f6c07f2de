import { broadcast } from '../broadcast';
import { expand, multiply } from '../build';
import { type Graph, type GraphNode, sameShape, textOf, uniformValue } from '../node';
import { rewrite } from '../rewrite';

/** Takes out what computes nothing, and what is computed twice. */
export function fold<G extends Graph>(graph: G): G {
  const known = new Map<string, GraphNode>();
  const numbers = new Map<GraphNode, number>();
  const numberOf = (node: GraphNode): number => {
    const number = numbers.get(node) ?? numbers.size;
    numbers.set(node, number);
    return number;
  };
  return rewrite(graph, (node) => {
    const simple = simplify(node);
    const { op, inputs, shape, type } = simple;
    if (op.kind === 'input' || (op.kind === 'constant' && typeof op.value !== 'number')) return simple;
    const key = `${textOf(op)} ${inputs.map(numberOf)} ${shape} ${type}`;
    const same = known.get(key);
    if (!same) known.set(key, simple);
    return same ?? simple;
  });
}

function simplify(node: GraphNode): GraphNode {
  const { op, inputs, shape } = node;
  const [x] = inputs;
  switch (op.kind) {
    case 'elementwise':
      return withoutIdentity(withoutExpansion(node), op.name);
    case 'transpose':
      return op.permutation.every((axis, i) => axis === i) ? x! : node;
    case 'slice':
      return sameShape(x!.shape, shape) && isAll(op.begin, 0) && isAll(op.strides, 1) ? x! : node;
    case 'pad':
      // One side may give what the other takes.
      return sameShape(x!.shape, shape) && isAll(op.before, 0) ? x! : node;
    case 'reshape':
    case 'expand':
      return sameShape(x!.shape, shape) ? x! : node;
    case 'concat':
      return inputs.length === 1 ? x! : node;
    default:
      return node;
  }
}

const isAll = (values: readonly number[], one: number): boolean => values.every((value) => value === one);

/** Elementwise operators broadcast by themselves, as far as another input has the whole shape. */
function withoutExpansion(node: GraphNode): GraphNode {
  const inputs = node.inputs.map((input) => (input.op.kind === 'expand' ? input.inputs[0]! : input));
  if (inputs.every((input, i) => input === node.inputs[i])) return node;
  const shapes = inputs.map(({ shape }) => shape);
  return sameShape(broadcast(shapes), node.shape) ? { ...node, inputs } : node;
}

function withoutIdentity(node: GraphNode, name: string): GraphNode {
  const [a, b] = node.inputs;
  if (!b || node.inputs.length !== 2) return node;
  const neutral = NEUTRAL[name];
  if (neutral !== undefined && uniformValue(b) === neutral) return expand(a!, node.shape);
  if ((name === 'Add' || name === 'Mul') && uniformValue(a!) === neutral) return expand(b, node.shape);
  if (name !== 'Pow' || node.type !== 'float32' || !sameShape(a!.shape, node.shape)) return node;
  // Not so with Sqrt for 0.5: the powers of -0 and of -Infinity are others.
  return uniformValue(b) === 2 ? multiply(a!, a!) : node;
}

const NEUTRAL: Readonly<Record<string, number>> = { Add: 0, Sub: 0, Mul: 1, Div: 1, Pow: 1 };
