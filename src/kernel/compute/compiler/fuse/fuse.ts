import { elementwise } from '../build';
import {
  type Epilogue,
  type Graph,
  type GraphNode,
  type OperationOf,
  sameShape,
  uniformValue,
} from '../node';
import { countUses, rewrite } from '../rewrite';

/** Joins convolutions with the bias, the addend and the ReLU that follow them. */
export function fuse<G extends Graph>(graph: G): G {
  return fuseConvolutions(masksFromOutputs(graph));
}

/**
 * The mask of a ReLU, `Relu(Sign(x))`, is the same taken from its output as from its input; then nothing but the ReLU needs
 * the input.
 */
function masksFromOutputs<G extends Graph>(graph: G): G {
  const outputs = new Map<GraphNode, GraphNode>();
  rewrite(graph, (node, before) => {
    if (isElementwise(before, 'Relu')) outputs.set(before.inputs[0]!, before);
    return node;
  });
  const turned = new Map<GraphNode, GraphNode>();
  return rewrite(graph, (node, before) => {
    if (!isElementwise(before, 'Relu')) return node;
    turned.set(before, node);
    const [sign] = before.inputs as [GraphNode];
    if (!isElementwise(sign, 'Sign')) return node;
    const [x] = sign.inputs as [GraphNode];
    const relu = isElementwise(x, 'Relu') ? x : outputs.get(x);
    const output = relu && turned.get(relu);
    return output?.type === 'float32' ? maskOf(output) : node;
  });
}

/**
 * 1 where a ReLU gave more than 0, in one operator. Outputs below 3.3e-39, beneath the smallest normal float32, get a share
 * of 1 instead: sums of products that large networks work with do not come near it.
 */
const maskOf = (output: GraphNode): GraphNode =>
  elementwise('HardSigmoid', [output], { attributes: { alpha: { float: 3e38 }, beta: { float: 0 } } });

const isElementwise = ({ op }: GraphNode, name: string): boolean =>
  op.kind === 'elementwise' && op.name === name;

type Convolving = GraphNode<OperationOf<'conv'> | OperationOf<'convInput'>>;

const isConvolving = (node: GraphNode): node is Convolving =>
  node.op.kind === 'conv' || node.op.kind === 'convInput';

function fuseConvolutions<G extends Graph>(graph: G): G {
  const uses = countUses(graph);
  return rewrite(graph, (node, before) => {
    const { op, inputs } = node;
    if (op.kind !== 'elementwise') return node;
    const only = (i: number): boolean => uses.get(before.inputs[i]!) === 1;
    if (op.name === 'Relu' && only(0)) {
      const [conv] = inputs;
      return isConvolving(conv!) && !conv.op.epilogue.relu ? extended(conv, { relu: true }) : node;
    }
    if (op.name !== 'Add') return node;
    for (const [i, j] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const [conv, other] = [inputs[i]!, inputs[j]!];
      if (!only(i) || !isConvolving(conv) || !sameShape(conv.shape, node.shape)) continue;
      const { bias, addend, relu } = conv.op.epilogue;
      if (relu || uniformValue(other) !== undefined) continue;
      if (!bias && !addend && other.shape.length === 1 && other.shape[0] === node.shape[3])
        return extended(conv, { bias: true }, other);
      if (!addend && sameShape(other.shape, node.shape)) return extended(conv, { addend: true }, other);
    }
    return node;
  });
}

function extended(conv: Convolving, more: Partial<Epilogue>, input?: GraphNode): GraphNode {
  const op = { ...conv.op, epilogue: { ...conv.op.epilogue, ...more } };
  return { ...conv, op, inputs: input ? [...conv.inputs, input] : conv.inputs };
}
