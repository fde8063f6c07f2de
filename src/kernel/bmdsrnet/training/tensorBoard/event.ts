// The few messages of tensorflow/core/util/event.proto, summary.proto and tensor.proto that curves need, in protobuf
// wire format.

const DOUBLE = 1;
const BYTES = 2;
const VARINT = 0;
const FLOAT = 5;

/** DT_STRING of types.proto. */
const STRING = 7;

const key = (field: number, wire: number): Buffer => Buffer.of((field << 3) | wire);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.of(...bytes, rest);
}

function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([key(field, DOUBLE), bytes]);
}

function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(field, FLOAT), bytes]);
}

const integer = (field: number, value: number): Buffer => Buffer.concat([key(field, VARINT), varint(value)]);

function bytes(field: number, content: string | Uint8Array): Buffer {
  const data = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.concat([key(field, BYTES), varint(data.length), data]);
}

/** Opens every event file. */
export const fileVersion = (seconds: number): Buffer =>
  Buffer.concat([double(1, seconds), bytes(3, 'brain.Event:2')]);

/** The run goes on from `step`: TensorBoard drops what it has of later ones. */
export const sessionStart = (seconds: number, step: number): Buffer =>
  Buffer.concat([double(1, seconds), integer(2, step), bytes(7, integer(1, 1))]);

/** One or more named numbers of a step. */
export function scalars(seconds: number, step: number, values: Record<string, number>): Buffer {
  const summary = Object.entries(values).map(([tag, value]) =>
    bytes(1, Buffer.concat([bytes(1, tag), float(2, value)])),
  );
  return Buffer.concat([double(1, seconds), integer(2, step), bytes(5, Buffer.concat(summary))]);
}

/** A text under a tag: a string tensor of no dimensions, marked for TensorBoard's text tab. */
export function text(seconds: number, step: number, tag: string, content: string): Buffer {
  const metadata = bytes(1, bytes(1, 'text'));
  const tensor = Buffer.concat([integer(1, STRING), bytes(2, Buffer.alloc(0)), bytes(8, content)]);
  const value = Buffer.concat([bytes(1, tag), bytes(8, tensor), bytes(9, metadata)]);
  return Buffer.concat([double(1, seconds), integer(2, step), bytes(5, bytes(1, value))]);
}
