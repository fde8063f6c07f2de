/**
 * Byte framing shared by the local channel (front end <-> supervisor) and the runner's pipes.
 *
 * A frame is: u32 number of parts, then for each part u32 length and its bytes; all integers big endian.
 * Part 0 is UTF-8 JSON, the other parts are raw buffers.
 */
export const MAX_FRAME_BYTES = 1 << 30;

export interface Frame {
  json: unknown;
  buffers: Uint8Array[];
}

export const encodeFrame = (json: unknown, buffers: readonly Uint8Array[] = []): Buffer =>
  encodeFrameText(JSON.stringify(json), buffers);

/** As `encodeFrame`, from JSON text. */
export function encodeFrameText(json: string, buffers: readonly Uint8Array[] = []): Buffer {
  const headBytes = Buffer.byteLength(json);
  const size = 8 + headBytes + buffers.reduce((n, part) => n + 4 + part.byteLength, 0);
  if (size > MAX_FRAME_BYTES)
    throw new RangeError(`message of ${size} bytes is over the limit of ${MAX_FRAME_BYTES}`);
  const out = Buffer.allocUnsafe(size);
  let at = out.writeUInt32BE(1 + buffers.length, 0);
  at = out.writeUInt32BE(headBytes, at);
  at += out.write(json, at);
  for (const part of buffers) {
    at = out.writeUInt32BE(part.byteLength, at);
    out.set(part, at);
    at += part.byteLength;
  }
  return out;
}

/** Cuts a byte stream into frames. `push` returns the frames completed by the chunk, in order. */
export class FrameDecoder {
  private chunks: Buffer[] = [];
  private available = 0;
  /** Until so many bytes are there, nothing new can be said: chunks of a long frame are joined once, at its end. */
  private needed = 4;

  /** Throws `RangeError` for a frame that can't be valid; the connection should then be closed. */
  push(chunk: Uint8Array): Frame[] {
    this.chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.available += chunk.byteLength;
    const frames: Frame[] = [];
    for (let size = this.frameSize(); size !== undefined && this.available >= size; size = this.frameSize()) {
      frames.push(decode(this.take(size)));
    }
    return frames;
  }

  /** Total size of the next frame in bytes, or undefined while its lengths have not all arrived. */
  private frameSize(): number | undefined {
    if (this.available < this.needed) return undefined;
    const bytes = this.joined();
    const count = bytes.readUInt32BE(0);
    if (count === 0 || count > 65_536) throw new RangeError(`bad frame: ${count} parts`);
    let at = 4;
    for (let i = 0; i < count; i++) {
      if (at + 4 > bytes.length) {
        this.needed = at + 4;
        return undefined;
      }
      at += 4 + bytes.readUInt32BE(at);
      if (at > MAX_FRAME_BYTES) throw new RangeError('bad frame: too long');
    }
    this.needed = at;
    return at;
  }

  private joined(): Buffer {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0]!;
  }

  private take(size: number): Buffer {
    const bytes = this.joined();
    this.available -= size;
    this.needed = 4;
    this.chunks = this.available > 0 ? [bytes.subarray(size)] : [];
    return bytes.subarray(0, size);
  }
}

function decode(bytes: Buffer): Frame {
  const count = bytes.readUInt32BE(0);
  const parts: Buffer[] = [];
  let at = 4;
  for (let i = 0; i < count; i++) {
    const length = bytes.readUInt32BE(at);
    at += 4;
    parts.push(bytes.subarray(at, at + length));
    at += length;
  }
  return { json: JSON.parse(parts[0]!.toString('utf8')), buffers: parts.slice(1) };
}
