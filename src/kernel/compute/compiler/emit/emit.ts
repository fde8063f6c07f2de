import type { Model } from '../../onnx';
import { endsOf, type Graph, type GraphNode, inOrder, type Operation, type OperationOf } from '../node';
import { Builder } from './builder';
import { emitConv, emitConvInput } from './conv';
import { emitElementwise } from './elementwise';
import { emitFilterGradient } from './filterGradient';
import { Layouts } from './layouts';
import { emitArgument, emitCumulate, emitMatmul, emitPool, emitReduce } from './reduce';
import { emitCast, emitConcat, emitPad, emitSlice } from './shape';

export interface Emitted {
  model: Model;
  /** Outputs of the model by place in the graph's results. */
  results: readonly string[];
  /** Names by the number of the state: of the input where it is read, of the output where it is changed. */
  reads: ReadonlyMap<number, string>;
  writes: ReadonlyMap<number, string>;
  nodeCount: number;
}

/** Says a graph as an ONNX model; only what its ends need is there. */
export function emit(graph: Graph, block: number | null): Emitted {
  const builder = new Builder(block !== null); // with blocked operators the model is for onnxruntime's processor only
  const layouts = new Layouts(builder, block);
  const order = inOrder(endsOf(graph));
  for (const node of order) emitNode(node, builder, layouts);

  const used = new Set(order);
  const reads = new Map<number, string>();
  const writes = new Map<number, string>();
  const end = (node: GraphNode, name: string): string => {
    builder.op('Identity', [layouts.natural(node)], {}, { output: name });
    builder.output(name, node.type, node.shape);
    return name;
  };
  const results = graph.results.map((node, i) => end(node, `result${i}`));
  for (const { id, input, result } of graph.states) {
    if (used.has(input)) reads.set(id, nameOf(input));
    if (input !== result) writes.set(id, end(result, `next${id}`));
  }
  return { model: builder.model(), results, reads, writes, nodeCount: builder.nodeCount };
}

const nameOf = ({ op }: GraphNode): string => (op.kind === 'input' ? op.name : '');

type Emitters = {
  [K in Operation['kind']]: (node: GraphNode<OperationOf<K>>, builder: Builder, layouts: Layouts) => void;
};

const natural = (place: (node: GraphNode, builder: Builder, inputs: string[]) => string) => {
  return (node: GraphNode, builder: Builder, layouts: Layouts): void =>
    layouts.place(
      node,
      'natural',
      place(
        node,
        builder,
        node.inputs.map((input) => layouts.natural(input)),
      ),
    );
};

const EMITTERS: Emitters = {
  input: (node, builder, layouts) =>
    layouts.place(node, 'natural', builder.input(node.op.name, node.type, node.shape)),
  constant: (node, builder, layouts) => {
    const { value } = node.op;
    if (typeof value === 'number') layouts.place(node, 'scalar', builder.number(value, node.type));
    else layouts.place(node, 'natural', builder.constant(node.type, node.shape, value));
  },
  elementwise: emitElementwise,
  cast: emitCast,
  reshape: natural(({ shape }, builder, [x]) => builder.reshape(x!, shape)),
  expand: natural(({ shape }, builder, [x]) => builder.op('Expand', [x!, builder.ints(shape)])),
  transpose: (node, builder, layouts) =>
    layouts.place(node, 'natural', builder.transpose(layouts.natural(node.inputs[0]!), node.op.permutation)),
  concat: emitConcat,
  slice: emitSlice,
  pad: emitPad,
  reduce: emitReduce,
  argument: emitArgument,
  softmax: natural((_, builder, inputs) => builder.op('Softmax', inputs, { axis: -1 })),
  cumulate: emitCumulate,
  matmul: emitMatmul,
  gather: (node, builder, layouts) => {
    const [x, at] = node.inputs.map((input) => layouts.natural(input));
    layouts.place(node, 'natural', builder.op('Gather', [x!, at!], { axis: node.op.axis }));
  },
  conv: emitConv,
  convInput: emitConvInput,
  convFilter: emitFilterGradient,
  pool: emitPool,
};

function emitNode(node: GraphNode, builder: Builder, layouts: Layouts): void {
  // Each emitter takes the nodes of its own kind, which the lookup ensures.
  const emitter = EMITTERS[node.op.kind] as (node: GraphNode, builder: Builder, layouts: Layouts) => void;
  emitter(node, builder, layouts);
}
