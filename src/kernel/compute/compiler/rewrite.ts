import { endsOf, type Graph, type GraphNode, inOrder } from './node';

/**
 * Rebuilds a graph from its inputs on. `rule` gets each node that is used, with its new inputs, and says what stands
 * for it; the second argument is the node as it was.
 */
export function rewrite<G extends Graph>(
  graph: G,
  rule: (node: GraphNode, before: GraphNode) => GraphNode,
): G {
  const now = new Map<GraphNode, GraphNode>();
  const of = (node: GraphNode): GraphNode => now.get(node) ?? node;
  for (const node of inOrder(endsOf(graph))) {
    const inputs = node.inputs.map(of);
    const changed = inputs.some((input, i) => input !== node.inputs[i]);
    now.set(node, rule(changed ? { ...node, inputs } : node, node));
  }
  return {
    ...graph,
    results: graph.results.map(of),
    states: graph.states.map((state) => ({ ...state, result: of(state.result) })),
  };
}

/** How many inputs and ends each node serves. */
export function countUses(graph: Graph): Map<GraphNode, number> {
  const ends = endsOf(graph);
  const uses = new Map<GraphNode, number>();
  for (const node of [...inOrder(ends).flatMap(({ inputs }) => inputs), ...ends])
    uses.set(node, (uses.get(node) ?? 0) + 1);
  return uses;
}
