import { encodeCommandFrame } from './frames';
import { ZmtpProtocolError } from './protocolError';

/** The socket types of RFC 28/REQREP and 29/PUBSUB that meet at a kernel. */
export type SocketType = 'ROUTER' | 'DEALER' | 'REQ' | 'REP' | 'PUB' | 'SUB' | 'XSUB';

/** A command's body is an octet with the length of its name, the name, and its data. */
export interface Command {
  name: string;
  data: Buffer;
}

function encodeCommand(name: string, ...data: Uint8Array[]): Buffer {
  return encodeCommandFrame(Buffer.concat([Uint8Array.of(name.length), Buffer.from(name, 'ascii'), ...data]));
}

/** Throws {@link ZmtpProtocolError} where the name is longer than the body. */
export function decodeCommand(body: Buffer): Command {
  const end = 1 + (body[0] ?? 0);
  if (body.length === 0 || end > body.length) throw new ZmtpProtocolError('a command without a whole name');
  return { name: body.toString('ascii', 1, end), data: body.subarray(end) };
}

/**
 * READY ends the handshake of the NULL mechanism; its data are properties: an octet with the length of the name,
 * the name, 4 octets with the length of the value (big endian), the value.
 */
export function encodeReady(properties: ReadonlyMap<string, Uint8Array>): Buffer {
  const data: Uint8Array[] = [];
  for (const [name, value] of properties) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.byteLength);
    data.push(Uint8Array.of(name.length), Buffer.from(name, 'ascii'), length, value);
  }
  return encodeCommand('READY', ...data);
}

/** Properties of a READY command, their names in lower case (they are case-insensitive). */
export function decodeReady(data: Buffer): Map<string, Buffer> {
  const properties = new Map<string, Buffer>();
  for (let at = 0; at < data.length; ) {
    const nameEnd = at + 1 + data[at]!;
    if (nameEnd + 4 > data.length) throw new ZmtpProtocolError('a property of READY ends early');
    const valueEnd = nameEnd + 4 + data.readUInt32BE(nameEnd);
    if (valueEnd > data.length) throw new ZmtpProtocolError('a property of READY ends early');
    properties.set(
      data.toString('ascii', at + 1, nameEnd).toLowerCase(),
      data.subarray(nameEnd + 4, valueEnd),
    );
    at = valueEnd;
  }
  return properties;
}

/** ERROR tells the peer why it is turned away; the reason has at most 255 octets. */
export function encodeError(reason: string): Buffer {
  const text = Buffer.from(reason, 'ascii').subarray(0, 0xff);
  return encodeCommand('ERROR', Uint8Array.of(text.length), text);
}

/** PING (37/ZMTP 3.1): 2 octets time to live in tenths of a second, then at most 16 octets that PONG returns. */
export function decodePing(data: Buffer): { timeToLiveMs: number; context: Buffer } {
  if (data.length < 2) throw new ZmtpProtocolError('a PING without its time to live');
  return { timeToLiveMs: data.readUInt16BE(0) * 100, context: data.subarray(2, 18) };
}

export function encodePong(context: Uint8Array): Buffer {
  return encodeCommand('PONG', context);
}
