import type { ByteQueue } from './byteQueue';
import { ZmtpProtocolError } from './protocolError';

/**
 * A frame (RFC 23/ZMTP, "framing"): a flags octet, the size of the body in 1 octet or, when long, in 8 (big endian),
 * then the body. Bits 7-3 of the flags are reserved and zero.
 */
export interface Frame {
  /** A command of the protocol itself, not part of a message. */
  command: boolean;
  /** More parts of the same message follow. */
  more: boolean;
  body: Buffer;
}

const MORE = 0b001;
const LONG = 0b010;
const COMMAND = 0b100;

const SHORT_HEADER = 2;
const LONG_HEADER = 9;

function writeFrame(flags: number, body: Uint8Array, out: Uint8Array[]): void {
  if (body.byteLength <= 0xff) {
    out.push(Uint8Array.of(flags, body.byteLength), body);
    return;
  }
  const header = Buffer.allocUnsafe(LONG_HEADER);
  header[0] = flags | LONG;
  header.writeBigUInt64BE(BigInt(body.byteLength), 1);
  out.push(header, body);
}

/** All parts of a message in one buffer: one write to the socket, so that Nagle's algorithm never waits between parts. */
export function encodeMessage(parts: readonly Uint8Array[]): Buffer {
  const out: Uint8Array[] = [];
  parts.forEach((part, index) => {
    writeFrame(index < parts.length - 1 ? MORE : 0, part, out);
  });
  return Buffer.concat(out);
}

export function encodeCommandFrame(body: Uint8Array): Buffer {
  const out: Uint8Array[] = [];
  writeFrame(COMMAND, body, out);
  return Buffer.concat(out);
}

/**
 * Takes the next frame off the queue, or returns undefined while it has not arrived whole.
 * Throws {@link ZmtpProtocolError} for reserved flags and for a body of more than `maxBytes`.
 */
export function takeFrame(queue: ByteQueue, maxBytes: number): Frame | undefined {
  if (queue.length < SHORT_HEADER) return undefined;
  const flags = queue.peek(1)[0]!;
  if (flags > (MORE | LONG | COMMAND))
    throw new ZmtpProtocolError(`reserved bits in frame flags 0x${flags.toString(16)}`);
  const command = (flags & COMMAND) !== 0;
  const more = (flags & MORE) !== 0;
  if (command && more) throw new ZmtpProtocolError('a command in more than one frame');

  const headerBytes = flags & LONG ? LONG_HEADER : SHORT_HEADER;
  if (queue.length < headerBytes) return undefined;
  const header = queue.peek(headerBytes);
  const size = flags & LONG ? Number(header.readBigUInt64BE(1)) : header[1]!;
  if (size > maxBytes) throw new ZmtpProtocolError(`a frame of ${size} bytes; at most ${maxBytes} are taken`);
  if (queue.length < headerBytes + size) return undefined;
  queue.take(headerBytes);
  return { command, more, body: queue.take(size) };
}
