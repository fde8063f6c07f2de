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

/** What updates of variables are made of. */
class Updates {
  /** The same number for what is computed alike from a variable of any number of values and at most one other tensor. */
  private readonly alike = new Map<GraphNode, number>();
  private readonly numbers = new Map<string, number>();
  /** The tensor beside variables that something is computed from. */
  private readonly tensors = new Map<GraphNode, GraphNode | undefined>();
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
      this.alike.set(node, this.numberOf(this.describe(node, variables)));
    }
  }

  /** States that are updated alike, as many as fit into one. */
  groups(): GraphState[][] {
    const open = new Map<number, { states: GraphState[]; bytes: number }>();
    const all: GraphState[][] = [];
    for (const state of this.candidates) {
      if (!this.isUpdate(state.result)) continue;
      const kind = this.alike.get(state.result)!;
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
    const node = this.isOneNumber(nodes[0]!) ? reshape(nodes[0]!, []) : this.joinValues(nodes);
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

  private isOneNumber = ({ shape }: GraphNode): boolean => sizeOf(shape) === 1;

  private describe(node: GraphNode, variables: ReadonlySet<GraphNode>): string {
    if (this.isOneNumber(node)) return `number ${this.places.get(node)}`;
    if (variables.has(node)) return 'variable';
    const { op, inputs, shape, type } = node;
    const fits = inputs.every((input) => this.isOneNumber(input) || sameShape(input.shape, shape));
    if (op.kind === 'elementwise' && fits) {
      const full = inputs.filter((input) => !this.isOneNumber(input));
      const others = new Set(full.flatMap((input) => this.tensors.get(input) ?? []));
      if (full.length > 0 && others.size <= 1) {
        this.tensors.set(node, [...others][0]);
        return `${textOf(op)} ${inputs.map((input) => this.alike.get(input))} ${type}`;
      }
    }
    this.tensors.set(node, node);
    return `tensor ${type}`;
  }

  private numberOf(text: string): number {
    const number = this.numbers.get(text) ?? this.numbers.size;
    this.numbers.set(text, number);
    return number;
  }

  private keyOf(nodes: readonly GraphNode[]): string {
    return nodes.map((node) => this.places.get(node)).join();
  }
}
