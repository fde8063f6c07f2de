import * as tf from '@tensorflow/tfjs';
import type { GraphNode, Shape, ValueType } from '../node';
import { type ConstantNode, constantNode, constantValues } from './constants';
import { adoptTensor, readValues } from './engine';
import { CompileError } from './error';

export const TRACING = 'bmdsrnet-trace';

/** What tracing has to remember besides the nodes. */
export interface TraceLog {
  warn(text: string): void;
  /** A tensor from outside the traced function was read. */
  captures(tensor: { dataId: object; shape: Shape }): void;
  /** The node of a new tensor if it holds random numbers. */
  drawn(values: ArrayLike<unknown>, shape: Shape, dtype: string): GraphNode | undefined;
}

let log: TraceLog | undefined;

export function logTo<T>(to: TraceLog, body: () => T): T {
  log = to;
  try {
    return body();
  } finally {
    log = undefined;
  }
}

/** Values that a program should rather get as an input: more than any matrix of a resize or a small filter bank. */
const LARGE = 4096;

/** A TensorFlow.js backend whose tensors are nodes of a graph. */
class TracingBackend extends tf.KernelBackend {
  private readonly records = new WeakMap<object, { node: GraphNode; references: number }>();
  /** Tensors from outside whose values are not there yet, while they are looked for. */
  private unread: Set<object> | undefined;

  nodeOf(tensor: { dataId: object; shape: number[]; dtype: string }): GraphNode {
    const known = this.records.get(tensor.dataId);
    if (known) return known.node;
    log?.captures(tensor);
    if (this.unread) {
      this.unread.add(tensor.dataId);
      return constantOf(new Float32Array(tf.util.sizeFromShape(tensor.shape)), tensor.shape, tensor.dtype);
    }
    const node = constantOf(readValues(tensor), tensor.shape, tensor.dtype);
    this.records.set(tensor.dataId, { node, references: 1 });
    return node;
  }

  /** Takes zeros for tensors from outside while `body` runs, and lists whose values are wanted. */
  withoutValues<T>(unread: Set<object>, body: () => T): T {
    this.unread = unread;
    try {
      return body();
    } finally {
      this.unread = undefined;
    }
  }

  infoOf(node: GraphNode): tf.TensorInfo {
    const dataId = {};
    this.records.set(dataId, { node, references: 1 });
    return { dataId, shape: [...node.shape], dtype: node.type };
  }

  /** A tensor for a node, registered with the engine: inside a `tf.tidy`. */
  tensorOf(node: GraphNode): tf.Tensor {
    return adoptTensor(this.infoOf(node), this);
  }

  private constant(values: tf.backend_util.BackendValues, shape: number[], dtype: string): GraphNode {
    const drawn = log?.drawn(values, shape, dtype);
    if (drawn) return drawn;
    const node = constantOf(values, shape, dtype);
    if (node.op.value instanceof Object && node.op.value.length > LARGE) {
      log?.warn(
        `A constant [${shape}] (${node.op.value.length} values) is baked into the compiled function: pass data as ` +
          'inputs, and make what a step changes a tf.variable.',
      );
    }
    return node;
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    return this.infoOf(this.constant(values, shape, dtype)).dataId;
  }

  override move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
  ): void {
    this.records.set(dataId, { node: this.constant(values, shape, dtype), references: 1 });
  }

  override readSync(dataId: object): tf.TypedArray {
    const node = this.records.get(dataId)?.node;
    if (node?.op.kind === 'constant') return constantValues({ ...node, op: node.op });
    throw new CompileError(
      `The values of a tensor [${node?.shape}] were asked for (data, dataSync, array, print, or an if or a loop over ` +
        'them) inside a compiled function, where they are not known yet. Return the tensor and read it outside, or ' +
        'choose with tf.where.',
    );
  }

  override read(dataId: object): Promise<tf.TypedArray> {
    return Promise.resolve(this.readSync(dataId));
  }

  override incRef(dataId: object): void {
    const record = this.records.get(dataId);
    if (record) record.references += 1;
  }

  override refCount(dataId: object): number {
    return this.records.get(dataId)?.references ?? 0;
  }

  override disposeData(dataId: object): boolean {
    const record = this.records.get(dataId);
    if (record) record.references -= 1;
    return !record || record.references <= 0;
  }

  override epsilon(): number {
    return 1e-7;
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override numDataIds(): number {
    return 0;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override timerAvailable(): boolean {
    return false;
  }
  override dispose(): void {}
}

function constantOf(values: tf.backend_util.BackendValues, shape: number[], dtype: string): ConstantNode {
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')
    throw new CompileError(`A ${dtype} tensor [${shape}] cannot be part of a compiled function.`);
  return constantNode(values as tf.TypedArray, shape, dtype); // neither strings nor complex, as checked
}

export const tracing = new TracingBackend();

export const typeOf = (dtype: tf.DataType): ValueType => dtype as ValueType; // others were refused when made
