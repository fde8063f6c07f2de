import { concat, elementwise, reshape, slice } from '../build';
import { LARGE } from '../large';
import {
  endsOf,
  type Graph,
  type GraphNode,
  type GraphState,
  inOrder,
  makeNode,
  sameShape,
  sizeOf,
  textOf,
} from '../node';
import { rewrite } from '../rewrite';

/**
 * Joins variables that are updated alike: the dozen small operators of an optimiser then run once over the values of many
 * variables instead of once for each, and the model takes and gives a few long lists. Variables stay apart that are large
 * or that are updated in another way.
 */
export function joinUpdates<G extends Graph>(graph: G): G {
  const updates = new Updates(graph);
  const groups = updates.groups();
  if (groups.length === 0) return graph;
  const joined = groups.map((states) => updates.joinStates(states));
  const parts = new Map<GraphNode, GraphNode>();
  for (const [i, { input }] of joined.entries()) {
    let from = 0;
    for (const { input: part } of groups[i]!) {
      const to = from + sizeOf(part.shape);
      parts.set(part, reshape(slice(input, [from], [to]), part.shape));
      from = to;
    }
  }
  const members = new Set(groups.flat());
  const states = [
    ...graph.states.filter((state) => !members.has(state)),
    ...joined.map((state, i) => ({ ...state, result: updates.join(groups[i]!.map(({ result }) => result)) })),
  ];
  return rewrite({ ...graph, states }, (node, before) => parts.get(before) ?? node);
}

/** Operations of an update; more are left as they are. */
const MOST_DEPTH = 200;

/** What updates of variables are made of. */
class Updates {
  /** The same for what is computed alike from a variable of any size and at most one other tensor. */
  private readonly kinds = new Map<GraphNode, number>();
  private readonly known = new Map<string, number>();
  /** The tensor beside variables that something is computed from; itself where it is no part of an update. */
  private readonly tensors = new Map<GraphNode, GraphNode | undefined>();
  /** Operations between the variable or the tensor and what is computed from it. */
  private readonly depths = new Map<GraphNode, number>();
  private readonly places = new Map<GraphNode, number>();
  private readonly joined = new Map<string, GraphNode>();
  private readonly candidates: readonly GraphState[];

  constructor(graph: Graph) {
    this.candidates = graph.states.filter(
      ({ ids, input, result }) =>
        ids.length === 1 && input !== result && input.type === 'float32' && sizeOf(input.shape) > 1,
    );
    const variables = new Set(this.candidates.map(({ input }) => input));
    for (const [place, node] of inOrder(endsOf(graph)).entries()) {
      this.places.set(node, place);
      this.kinds.set(node, this.kindOf(this.describe(node, variables)));
    }
  }

  /** States that are updated alike, as many as fit into one. */
  groups(): GraphState[][] {
    const open = new Map<number, { states: GraphState[]; bytes: number }>();
    const all: GraphState[][] = [];
    for (const state of this.candidates) {
      if (!this.isUpdate(state.result)) continue;
      const kind = this.kinds.get(state.result)!;
      const bytes = 4 * sizeOf(state.input.shape);
      if (bytes >= LARGE) continue;
      let group = open.get(kind);
      if (!group || group.bytes + bytes >= LARGE) {
        group = { states: [], bytes: 0 };
        open.set(kind, group);
        all.push(group.states);
      }
      group.states.push(state);
      group.bytes += bytes;
    }
    return all.filter((states) => states.length > 1);
  }

  /** One state instead of several, with the result to be filled in. */
  joinStates(states: readonly GraphState[]): GraphState {
    const ids = states.flatMap((state) => state.ids);
    const inputs = states.map(({ input }) => input);
    const values = inputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const input = makeNode({ kind: 'input', name: `states${ids.join('_')}` }, [], [values]);
    this.joined.set(this.keyOf(inputs), input);
    return { ids, input, result: input };
  }

  /** Nodes that are computed alike, flat and one after another. */
  join(nodes: readonly GraphNode[]): GraphNode {
    const key = this.keyOf(nodes);
    const known = this.joined.get(key);
    if (known) return known;
    const node = this.isSingle(nodes[0]!) ? reshape(nodes[0]!, []) : this.joinValues(nodes);
    this.joined.set(key, node);
    return node;
  }

  private joinValues(nodes: readonly GraphNode[]): GraphNode {
    const [{ op, inputs, type }] = nodes as [GraphNode];
    if (op.kind !== 'elementwise' || !nodes.every((node) => this.isUpdate(node)))
      return concat(
        nodes.map((node) => reshape(node, [sizeOf(node.shape)])),
        0,
      );
    const all = inputs.map((_, i) => this.join(nodes.map((node) => node.inputs[i]!)));
    return elementwise(op.name, all, { type, ...(op.attributes && { attributes: op.attributes }) });
  }

  private isUpdate(node: GraphNode): boolean {
    return node.op.kind === 'elementwise' && this.tensors.get(node) !== node;
  }

  private isSingle = ({ shape }: GraphNode): boolean => sizeOf(shape) === 1;

  private describe(node: GraphNode, variables: ReadonlySet<GraphNode>): string {
    if (this.isSingle(node)) return `single ${this.places.get(node)}`;
    if (variables.has(node)) return 'variable';
    const { op, inputs, shape, type } = node;
    const fits = inputs.every((input) => this.isSingle(input) || sameShape(input.shape, shape));
    if (op.kind === 'elementwise' && fits) {
      const full = inputs.filter((input) => !this.isSingle(input));
      const others = new Set(full.flatMap((input) => this.tensors.get(input) ?? []));
      const depth = 1 + Math.max(...inputs.map((input) => this.depths.get(input) ?? 0));
      if (full.length > 0 && others.size <= 1 && depth <= MOST_DEPTH) {
        this.tensors.set(node, [...others][0]);
        this.depths.set(node, depth);
        return `${textOf(op)} ${inputs.map((input) => this.kinds.get(input))} ${type}`;
      }
    }
    this.tensors.set(node, node);
    return `tensor ${type}`;
  }

  private kindOf(text: string): number {
    const kind = this.known.get(text) ?? this.known.size;
    this.known.set(text, kind);
    return kind;
  }

  private keyOf(nodes: readonly GraphNode[]): string {
    return nodes.map((node) => this.places.get(node)).join();
  }
}
