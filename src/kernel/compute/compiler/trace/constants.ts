import * as tf from '@tensorflow/tfjs';
import { type GraphNode, makeNode, type OperationOf, type Shape, sizeOf, type ValueType } from '../node';

export type ConstantNode = GraphNode<OperationOf<'constant'>>;

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** A constant from its values; one that is full of one number keeps only that. */
export function constantNode(values: ArrayLike<number>, shape: Shape, type: ValueType): ConstantNode {
  const typed = ARRAYS[type].from(values);
  const uniform = typed.length > 0 && typed.every((value) => Object.is(value, typed[0]));
  return makeNode({ kind: 'constant', value: uniform ? typed[0]! : typed }, [], shape, type);
}

/** A number of a type as it is stored; whole numbers are clamped to what 32 bits hold. */
export function full(value: number, shape: Shape, type: ValueType = 'float32'): ConstantNode {
  const whole = (): number => Math.trunc(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value || 0)));
  const stored = type === 'float32' ? Math.fround(value) : type === 'bool' ? Number(value !== 0) : whole();
  return makeNode({ kind: 'constant', value: stored }, [], shape, type);
}

/** Values that may be drawn out of a constant: what is small, or what was an array in the first place. */
export function constantValues({
  op: { value },
  shape,
  type,
}: ConstantNode): Float32Array | Int32Array | Uint8Array {
  return typeof value === 'number' ? new ARRAYS[type](sizeOf(shape)).fill(value) : value;
}

/** Largest constant that is computed while tracing; larger ones are left to the graph. */
const LARGEST = 1 << 20;

/**
 * What a TensorFlow.js kernel gives for constants, computed once by the `cpu` backend; undefined where an input is
 * too large to be spread out for that.
 */
export function evaluate(
  kernel: string,
  inputs: Readonly<Record<string, ConstantNode>>,
  attributes: tf.NamedAttrMap,
  cpu: tf.KernelBackend,
): ConstantNode[] | undefined {
  const nodes = Object.values(inputs);
  if (nodes.some(({ shape }) => sizeOf(shape) > LARGEST)) return undefined;
  // The cpu backend keeps its data in a map that its kernels read.
  const store = cpu as tf.KernelBackend & {
    data: { get(id: object): { values: tf.TypedArray } };
    makeTensorInfo(shape: number[], dtype: string, values: tf.TypedArray): tf.TensorInfo;
  };
  const config = tf.getKernel(kernel, 'cpu');
  if (!config) return undefined;
  const given = Object.entries(inputs).map(
    ([name, node]) =>
      [name, store.makeTensorInfo([...node.shape], node.type, constantValues(node).slice())] as const,
  );
  const isList = Object.keys(inputs).every((name, i) => name === String(i)) && given.length > 0;
  const passed = isList ? given.map(([, info]) => info) : Object.fromEntries(given);
  const results = config.kernelFunc({
    inputs: passed as tf.NamedTensorInfoMap,
    attrs: attributes,
    backend: cpu,
  });
  const infos = [results].flat();
  const constants = infos.map((info) =>
    constantNode(store.data.get(info.dataId).values, info.shape, info.dtype as ValueType),
  );
  for (const { dataId } of [...given.map(([, info]) => info), ...infos]) cpu.disposeData(dataId, true);
  return constants;
}
