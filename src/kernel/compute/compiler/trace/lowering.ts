import * as tf from '@tensorflow/tfjs';
import { broadcast } from '../broadcast';
import { type GraphNode, isConstant, uniformValue } from '../node';
import { type ConstantNode, evaluate, full } from './constants';
import { findBackend } from './engine';
import { CompileError } from './error';
import { TRACING, tracing } from './tracingBackend';

export type NodeInputs = Readonly<Record<string, GraphNode>>;

/** Says a kernel of TensorFlow.js in operations of the graph. */
export type Lowering<Attributes = object> = (
  inputs: NodeInputs,
  attributes: Attributes,
) => GraphNode | GraphNode[];

const elementwiseKernels = new Set<string>();

/** Registers a lowering. Where all inputs are constants, the kernel is computed instead. */
export function lower<Attributes>(kernel: string, lowering: Lowering<Attributes>): void {
  tf.registerKernel({
    kernelName: kernel,
    backendName: TRACING,
    kernelFunc: ({ inputs, attrs = {} }) => {
      const nodes = Object.fromEntries(
        Object.entries(inputs)
          .filter(([, tensor]) => tensor)
          .map(([name, tensor]) => [name, tracing.nodeOf(tensor as tf.TensorInfo)]),
      );
      // TensorFlow.js gives each kernel the attributes of its own interface.
      const result = computed(kernel, nodes, attrs) ?? lowering(nodes, attrs as Attributes);
      return Array.isArray(result) ? result.map((node) => tracing.infoOf(node)) : tracing.infoOf(result);
    },
  });
}

/** Registers a lowering that works element by element and broadcasts, so that numbers need not be spread out. */
export function lowerElementwise<Attributes>(kernel: string, lowering: Lowering<Attributes>): void {
  elementwiseKernels.add(kernel);
  lower(kernel, lowering);
}

/** Kernels that only say a shape or make a uniform constant: faster by their lowering than computed. */
const CHEAP = new Set([
  'Identity',
  'Reshape',
  'ExpandDims',
  'Fill',
  'ZerosLike',
  'OnesLike',
  'BroadcastTo',
  'Tile',
]);

function computed(
  kernel: string,
  nodes: NodeInputs,
  attributes: tf.NamedAttrMap,
): GraphNode | GraphNode[] | undefined {
  const inputs = Object.entries(nodes);
  if (!inputs.every((entry): entry is [string, ConstantNode] => isConstant(entry[1])) || CHEAP.has(kernel))
    return undefined;
  const cpu = findBackend('cpu');
  if (elementwiseKernels.has(kernel) && inputs.every(([, node]) => uniformValue(node) !== undefined)) {
    const scalars = inputs.map(([name, node]) => [name, full(uniformValue(node)!, [], node.type)] as const);
    const [result] = evaluate(kernel, Object.fromEntries(scalars), attributes, cpu) ?? [];
    const shape = broadcast(inputs.map(([, { shape: one }]) => one));
    return result && full(uniformValue(result)!, shape, result.type);
  }
  const results = evaluate(kernel, Object.fromEntries(inputs), attributes, cpu);
  return results && (results.length === 1 && !LISTS.has(kernel) ? results[0] : results);
}

const LISTS = new Set(['SplitV', 'Unpack', 'TopK', 'Unique']);

/** Gives every kernel that has no lowering an error that says so, or its value where its inputs are constants. */
export function refuseOtherKernels(): void {
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (tf.getKernel(kernelName, TRACING)) continue;
    lower(kernelName, () => {
      throw new CompileError(
        `The operation ${kernelName} cannot be compiled. Compute it outside and pass its result as an input, or run the ` +
          'function with { eager: true }.',
      );
    });
  }
}
