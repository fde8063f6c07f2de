import type { HostTensor } from '../../onnx';
import { endsOf, type Graph, type GraphNode, inOrder, isConstant, sameShape, textOf } from '../node';
import { rewrite } from '../rewrite';

// A learning rate that a schedule changes is a number in the graph. When a function is recorded again and only numbers
// differ, they become inputs of the model, so that the next change costs a recording but no loading.

/** Places in the order of execution. */
export type Places = ReadonlySet<number>;

/** Where two recordings of a function have different float numbers; undefined where they differ in more. */
export function changedNumbers(before: Graph, after: Graph): Places | undefined {
  const [old, now] = [before, after].map((graph) => inOrder(endsOf(graph))) as [GraphNode[], GraphNode[]];
  if (old.length !== now.length) return undefined;
  const match = new Map(old.map((node, i) => [node, now[i]!]));
  const isMatch = (a: GraphNode, b: GraphNode): boolean => match.get(a) === b;
  if (!allMatch(endsOf(before), endsOf(after), isMatch) || before.results.length !== after.results.length)
    return undefined;
  const changed = new Set<number>();
  for (const [i, a] of old.entries()) {
    const b = now[i]!;
    if (a.type !== b.type || !sameShape(a.shape, b.shape) || !allMatch(a.inputs, b.inputs, isMatch))
      return undefined;
    if (isSame(a, b)) continue;
    if (!isNumber(a) || !isNumber(b)) return undefined;
    changed.add(i);
  }
  return changed;
}

const allMatch = (
  a: readonly GraphNode[],
  b: readonly GraphNode[],
  isMatch: (a: GraphNode, b: GraphNode) => boolean,
): boolean => a.length === b.length && a.every((node, i) => isMatch(node, b[i]!));

const isNumber = (node: GraphNode): boolean =>
  isConstant(node) && typeof node.op.value === 'number' && node.type === 'float32';

function isSame(a: GraphNode, b: GraphNode): boolean {
  if (!isConstant(a) || !isConstant(b)) return textOf(a.op) === textOf(b.op);
  const [x, y] = [a.op.value, b.op.value];
  if (typeof x === 'number' || typeof y === 'number') return Object.is(x, y);
  return x.length === y.length && x.every((value, i) => Object.is(value, y[i]));
}

/** The same graph with the numbers at these places as inputs of the model. */
export function withInputs<G extends Graph>(graph: G, places: Places): G {
  const order = new Map(inOrder(endsOf(graph)).map((node, i) => [node, i]));
  return rewrite(graph, (node, before) => {
    const place = order.get(before)!;
    return places.has(place) && isConstant(node)
      ? { ...node, op: { ...node.op, name: `number${place}` } }
      : node;
  });
}

/** The values of such inputs by their names. */
export const numbersOf = (graph: Graph): Record<string, HostTensor> =>
  Object.fromEntries(
    inOrder(endsOf(graph)).flatMap((node) =>
      isConstant(node) && node.op.name !== undefined
        ? [[node.op.name, { type: 'float32', shape: [], data: Float32Array.of(Number(node.op.value)) }]]
        : [],
    ),
  );
