const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;
const utf8 = new TextEncoder();

/** Writes the protocol buffers wire format (https://protobuf.dev/programming-guides/encoding/) into one growing buffer. */
export class ProtobufWriter {
  private buffer = new Uint8Array(4096);
  private length = 0;

  /** A varint field: int32, int64, bool or enum. */
  int(field: number, value: number | bigint): void {
    this.tag(field, VARINT);
    this.varint(value);
  }

  float(field: number, value: number): void {
    this.tag(field, FIXED32);
    this.reserve(4);
    new DataView(this.buffer.buffer).setFloat32(this.length, value, true);
    this.length += 4;
  }

  string(field: number, text: string): void {
    this.bytes(field, utf8.encode(text));
  }

  bytes(field: number, data: Uint8Array): void {
    this.tag(field, LENGTH_DELIMITED);
    this.varint(data.length);
    this.reserve(data.length);
    this.buffer.set(data, this.length);
    this.length += data.length;
  }

  /** A nested message: what `body` writes, behind its length. */
  message(field: number, body: () => void): void {
    this.tag(field, LENGTH_DELIMITED);
    const start = this.length;
    body();
    const size = this.length - start;
    // The length is known only now and comes first: make room for it.
    const room = varintSize(size);
    this.reserve(room);
    this.buffer.copyWithin(start + room, start, this.length);
    this.length = start;
    this.varint(size);
    this.length += size;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  private tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType);
  }

  private varint(value: number | bigint): void {
    this.reserve(10);
    // Negative numbers are written as their 64-bit two's complement.
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.buffer[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.length++] = Number(rest);
  }

  private reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.buffer.length));
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++;
  return size;
}
