import { ProtobufWriter } from './protobuf';

export type DataType = 'float32' | 'int64' | 'int32' | 'bool';
export type TensorData = Float32Array | BigInt64Array | Int32Array | Uint8Array;

export interface TensorInfo {
  name: string;
  type: DataType;
  /** A name stands for a size that is known only when the model runs. */
  shape: readonly (number | string)[];
}

/** A constant of the model. `bool` is held as bytes 0 and 1. */
export interface Initializer {
  name: string;
  type: DataType;
  shape: readonly number[];
  data: TensorData;
  /** An input too, which may be left out: its values are then no constants to whoever reads the model. */
  overridable?: boolean;
}

/** A plain number is an ONNX int, an array of numbers ONNX ints; floats are said so. */
export type Attribute =
  | number
  | { float: number }
  | string
  | readonly number[]
  | { floats: readonly number[] };

export interface Node {
  op: string;
  /** The operator set that `op` is from; default ONNX's own. */
  domain?: string;
  /** An empty name stands for an optional input that is left out. */
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, Attribute>>;
  name?: string;
}

export interface Model {
  /** In the order of execution: a node follows those that give its inputs. */
  nodes: readonly Node[];
  inputs: readonly TensorInfo[];
  outputs: readonly TensorInfo[];
  initializers: readonly Initializer[];
  /** Version of ONNX's own operator set, default 17. */
  opset?: number;
  /** Versions of the other domains; one that a node uses and that is not here has version 1. */
  domains?: Readonly<Record<string, number>>;
}

/** The IR version that came with operator set 17 (ONNX 1.12). */
const IR_VERSION = 8;
const DEFAULT_OPSET = 17;
/** Protocol buffers count bytes in 32 bits with sign. */
const MOST_BYTES = 2 ** 31 - 1;

/** TensorProto.DataType of onnx.proto. */
const DATA_TYPES: Record<DataType, number> = { float32: 1, int32: 6, int64: 7, bool: 9 };
/** AttributeProto.AttributeType of onnx.proto. */
const ATTRIBUTE = { float: 1, int: 2, string: 3, floats: 6, ints: 7 };

/**
 * The model as bytes of an `.onnx` file (a ModelProto, field numbers of onnx.proto).
 * @throws RangeError when constants do not match their shapes, an int is none, or the model exceeds 2 GiB
 */
export function encodeModel(model: Model): Uint8Array {
  const constants = model.initializers.reduce((bytes, { data }) => bytes + data.byteLength, 0);
  if (constants > MOST_BYTES)
    throw new RangeError(
      `The model's constants take ${(constants / 2 ** 30).toFixed(1)} GiB and an ONNX file holds 2 GiB at most: pass the largest ones as inputs.`,
    );
  const writer = new ProtobufWriter();
  writer.int(1, IR_VERSION);
  writer.string(2, 'bmdsrnet');
  writer.message(7, () => writeGraph(writer, model));
  for (const [domain, version] of operatorSets(model)) {
    writer.message(8, () => {
      writer.string(1, domain);
      writer.int(2, version);
    });
  }
  return writer.finish();
}

function operatorSets({ nodes, opset = DEFAULT_OPSET, domains = {} }: Model): Map<string, number> {
  const versions = new Map([['', opset]]);
  for (const { domain } of nodes) if (domain) versions.set(domain, 1);
  for (const [domain, version] of Object.entries(domains)) versions.set(domain, version);
  return versions;
}

function writeGraph(writer: ProtobufWriter, { nodes, inputs, outputs, initializers }: Model): void {
  for (const node of nodes) writer.message(1, () => writeNode(writer, node));
  writer.string(2, 'graph');
  for (const initializer of initializers) writer.message(5, () => writeInitializer(writer, initializer));
  for (const input of [...inputs, ...initializers.filter(({ overridable }) => overridable)])
    writer.message(11, () => writeTensorInfo(writer, input));
  for (const output of outputs) writer.message(12, () => writeTensorInfo(writer, output));
}

function writeNode(writer: ProtobufWriter, { op, domain, inputs, outputs, attributes, name }: Node): void {
  for (const input of inputs) writer.string(1, input);
  for (const output of outputs) writer.string(2, output);
  if (name) writer.string(3, name);
  writer.string(4, op);
  for (const [key, value] of Object.entries(attributes ?? {}))
    writer.message(5, () => writeAttribute(writer, `${op}.${key}`, key, value));
  if (domain) writer.string(7, domain);
}

function writeAttribute(writer: ProtobufWriter, where: string, key: string, value: Attribute): void {
  writer.string(1, key);
  if (typeof value === 'number') {
    writer.int(3, int(value, where));
    writer.int(20, ATTRIBUTE.int);
  } else if (typeof value === 'string') {
    writer.string(4, value);
    writer.int(20, ATTRIBUTE.string);
  } else if ('float' in value) {
    writer.float(2, value.float);
    writer.int(20, ATTRIBUTE.float);
  } else if ('floats' in value) {
    for (const one of value.floats) writer.float(7, one);
    writer.int(20, ATTRIBUTE.floats);
  } else {
    for (const one of value) writer.int(8, int(one, where));
    writer.int(20, ATTRIBUTE.ints);
  }
}

function int(value: number, where: string): number {
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`The attribute ${where} is ${value}, which is no int: write { float: ${value} }.`);
}

function writeInitializer(writer: ProtobufWriter, { name, type, shape, data }: Initializer): void {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (size !== data.length)
    throw new RangeError(
      `The constant '${name}' has ${data.length} values and the shape [${shape}], which holds ${size}.`,
    );
  for (const dimension of shape) writer.int(1, dimension);
  writer.int(2, DATA_TYPES[type]);
  writer.string(8, name);
  writer.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeTensorInfo(writer: ProtobufWriter, { name, type, shape }: TensorInfo): void {
  writer.string(1, name);
  writer.message(2, () => {
    writer.message(1, () => {
      writer.int(1, DATA_TYPES[type]);
      writer.message(2, () => {
        for (const dimension of shape)
          writer.message(1, () => {
            if (typeof dimension === 'number') writer.int(1, dimension);
            else writer.string(2, dimension);
          });
      });
    });
  });
}
