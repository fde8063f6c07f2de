import type { Attribute, DataType, Initializer, Model, Node, TensorData, TensorInfo } from '../../onnx';
import type { Shape } from '../node';

/** onnxruntime's own operators beyond ONNX. */
const EXTENSIONS = 'com.microsoft';

interface OpOptions {
  domain?: string;
  output?: string;
}

interface BuilderOptions {
  /** Leaves out onnxruntime's own operators. */
  onlyOnnx?: boolean;
  /**
   * Keeps lists from being constants, so that shapes are unknown before a run. onnxruntime plans to reuse the memory of
   * tensors with the same known shape, and holds it from the death of the one to the birth of the other: in a
   * training step that costs a third more than freeing it.
   */
  hidesShapes?: boolean;
  /** Threads that will run the model; default 1. */
  threads?: number;
}

/** Writes an ONNX model operator by operator; tensors are the names that it gives. */
export class Builder {
  private readonly nodes: Node[] = [];
  private readonly inputs: TensorInfo[] = [];
  private readonly outputs: TensorInfo[] = [];
  private readonly initializers: Initializer[] = [];
  private readonly shared = new Map<string, string>();
  /** What nodes give. */
  private readonly made = new Set<string>();
  /** What outputs are called instead. */
  private readonly renamed = new Map<string, string>();
  private names = 0;

  readonly threads: number;
  private readonly onlyOnnx: boolean;
  private readonly hidesShapes: boolean;

  constructor({ onlyOnnx = false, hidesShapes = false, threads = 1 }: BuilderOptions = {}) {
    this.threads = threads;
    this.onlyOnnx = onlyOnnx;
    this.hidesShapes = hidesShapes;
  }

  get nodeCount(): number {
    return this.nodes.length;
  }

  op(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    { domain, output = this.name(op) }: OpOptions = {},
  ): string {
    this.made.add(output);
    this.nodes.push({ op, inputs, outputs: [output], attributes, ...(domain ? { domain } : {}) });
    return output;
  }

  input(name: string, type: DataType, shape: Shape): string {
    this.inputs.push({ name, type, shape });
    return name;
  }

  /** Makes a tensor an output under a name of its own. */
  output(tensor: string, name: string, type: DataType, shape: Shape): string {
    if (this.made.has(tensor) && !this.renamed.has(tensor)) this.renamed.set(tensor, name);
    else this.op('Identity', [tensor], {}, { output: name });
    this.outputs.push({ name, type, shape });
    return name;
  }

  constant(type: DataType, shape: Shape, data: TensorData): string {
    return this.initializer({ type, shape, data });
  }

  /** A constant list of int64, as shapes, axes and indices are said. */
  ints(values: readonly number[]): string {
    return this.once(`ints ${values}`, () =>
      this.initializer({
        ...{ type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) },
        ...(this.hidesShapes ? { overridable: true } : {}),
      }),
    );
  }

  /** A constant list of int32, which is half as long where it is long. */
  indices(values: Int32Array): string {
    return this.constant('int32', [values.length], values);
  }

  /** Some of the first axis, by a gather: onnxruntime's threads share one, and no slice. */
  rows(x: string, first: number, count: number): string {
    const table = this.once(`rows from ${first}, ${count}`, () =>
      this.indices(Int32Array.from({ length: count }, (_, row) => first + row)),
    );
    return this.op('Gather', [x, table], { axis: 0 });
  }

  /** A constant of rank 0. */
  number(value: number, type: DataType = 'float32'): string {
    const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
    return this.once(`${type} ${Object.is(value, -0) ? '-0' : value}`, () =>
      type === 'int64'
        ? this.constant(type, [], BigInt64Array.of(BigInt(value)))
        : this.constant(type, [], arrays[type].of(value)),
    );
  }

  reshape(x: string, shape: Shape): string {
    return this.op('Reshape', [x, this.ints(shape)]);
  }

  transpose(x: string, perm: readonly number[]): string {
    return this.op('Transpose', [x], { perm });
  }

  /** Zeros round a tensor, or a cut where negative. */
  pad(x: string, before: readonly number[], after: readonly number[]): string {
    return [...before, ...after].every((size) => size === 0)
      ? x
      : this.op('Pad', [x, this.ints([...before, ...after])]);
  }

  /** a b^T of [batch, rows, columns]. */
  multiplyByTransposed(a: string, b: string): string {
    if (this.onlyOnnx) return this.op('MatMul', [a, this.transpose(b, [0, 2, 1])]);
    return this.op('FusedMatMul', [a, b], { transB: 1 }, { domain: EXTENSIONS });
  }

  sum(x: string, axes: readonly number[]): string {
    return this.op('ReduceSum', [x, this.ints(axes)], { keepdims: 0 });
  }

  once(key: string, make: () => string): string {
    const known = this.shared.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.shared.set(key, made);
    return made;
  }

  model(): Model {
    const { inputs, outputs, initializers } = this;
    const called = (name: string): string => this.renamed.get(name) ?? name;
    const nodes = this.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(called),
      outputs: node.outputs.map(called),
    }));
    return { nodes, inputs, outputs, initializers };
  }

  private initializer(initializer: Omit<Initializer, 'name'>): string {
    const name = this.name('constant');
    this.initializers.push({ name, ...initializer });
    return name;
  }

  private name(stem: string): string {
    this.names += 1;
    return `${stem}_${this.names}`;
  }
}
