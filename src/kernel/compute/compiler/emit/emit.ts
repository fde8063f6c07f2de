import type { Model } from '../../onnx';
import { endsOf, type Graph, type GraphNode, inOrder, type Operation, type OperationOf } from '../node';
import { Builder } from './builder';
import { emitConv, emitConvInput } from './conv';
import { emitFloorDivide, emitRemainder } from './division';
import { emitElementwise } from './elementwise';
import { emitFilterGradient } from './filterGradient';
import { Layouts } from './layouts';
import { emitArgument, emitCumulate, emitMatmul, emitPool, emitReduce, emitSegmentSum } from './reduce';
import { emitCast, emitConcat, emitPad, emitSlice } from './shape';

export interface Emitted {
  model: Model;
  /** Outputs of the model by place in the graph's results. */
  results: readonly string[];
  /** Names by place in the graph's states: of the input where one is read, of the output where it is changed. */
  reads: ReadonlyMap<number, string>;
  writes: ReadonlyMap<number, string>;
  nodeCount: number;
}

/**
 * Says a graph as an ONNX model; only what its ends need is there.
 * @param block channels of onnxruntime's blocked operators, or null where they are not used
 * @param onlyOnnx leaves out all of onnxruntime's own operators, for other runtimes
 * @param threads that will run it, which share the work evenly
 */
export function emit(graph: Graph, block: number | null, onlyOnnx = false, threads = 1): Emitted {
  // With blocked operators the model is for onnxruntime's processor only.
  const builder = new Builder({ onlyOnnx, hidesShapes: block !== null, threads });
  const layouts = new Layouts(builder, block);
  const order = inOrder(endsOf(graph));
  for (const node of order) emitNode(node, builder, layouts);

  const used = new Set(order);
  const reads = new Map<number, string>();
  const writes = new Map<number, string>();
  const end = (node: GraphNode, name: string): string =>
    builder.output(layouts.natural(node), name, node.type, node.shape);
  const results = graph.results.map((node, i) => end(node, `result${i}`));
  graph.states.forEach(({ input, result }, i) => {
    if (used.has(input)) reads.set(i, nameOf(input));
    if (input !== result) writes.set(i, end(result, `next${i}`));
  });
  return { model: builder.model(), results, reads, writes, nodeCount: builder.nodeCount };
}

const nameOf = ({ op }: GraphNode): string => (op.kind === 'input' ? op.name : '');

type Emitters = {
  [K in Operation['kind']]: (node: GraphNode<OperationOf<K>>, builder: Builder, layouts: Layouts) => void;
};

/** TensorProto.DataType of onnx.proto. */
const INT64 = 7;

/** An emitter that knows but one layout. */
const natural = <O extends Operation>(
  place: (node: GraphNode<O>, builder: Builder, inputs: string[]) => string,
) => {
  return (node: GraphNode<O>, builder: Builder, layouts: Layouts): void =>
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
    const { value, name } = node.op;
    if (name !== undefined) layouts.place(node, 'scalar', builder.input(name, node.type, []));
    else if (typeof value === 'number') layouts.place(node, 'scalar', builder.number(value, node.type));
    else layouts.place(node, 'natural', builder.constant(node.type, node.shape, value));
  },
  elementwise: emitElementwise,
  floorDivide: emitFloorDivide,
  remainder: emitRemainder,
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
  gatherNd: natural(({ op }, builder, [x, at]) =>
    builder.op('GatherND', [x!, builder.op('Cast', [at!], { to: INT64 })], {
      batch_dims: op.batchAxes,
    }),
  ),
  einsum: natural(({ op }, builder, inputs) => builder.op('Einsum', inputs, { equation: op.equation })),
  segmentSum: emitSegmentSum,
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
