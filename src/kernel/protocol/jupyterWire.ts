import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Channel, Header, JsonObject, Message } from './messages';

/**
 * A message as parts of a ZeroMQ message:
 * routing ids (or the iopub topic) | `<IDS|MSG>` | signature | header | parent header | metadata | content | buffers.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
const DELIMITER = Buffer.from('<IDS|MSG>');

/** The parts are not a message of this kernel's front end; it is dropped, and `message` says why. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** Signs with the key of the connection file; an empty key means that nothing is signed. */
export class Signer {
  private readonly algorithm: string;

  /** `scheme` is `hmac-` and a digest; throws where this Node doesn't know the digest. */
  constructor(
    private readonly key: string,
    scheme: string,
  ) {
    this.algorithm = scheme.replace(/^hmac-/, '');
    if (key !== '') this.sign([]);
  }

  sign(parts: readonly Uint8Array[]): string {
    if (this.key === '') return '';
    const mac = createHmac(this.algorithm, this.key);
    for (const part of parts) mac.update(part);
    return mac.digest('hex');
  }

  verify(parts: readonly Uint8Array[], signature: Uint8Array): boolean {
    const expected = Buffer.from(this.sign(parts), 'ascii');
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }
}

/** `prefix` is the topic of an iopub message, or the `route` of the request that is answered. */
export function encodeWire(
  message: Message<object>,
  signer: Signer,
  prefix: readonly Uint8Array[] = [],
): Uint8Array[] {
  const { header, parent_header, metadata, content } = message;
  const signed = [header, parent_header, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
  return [...prefix, DELIMITER, Buffer.from(signer.sign(signed), 'ascii'), ...signed, ...message.buffers];
}

export interface Received {
  message: Message;
  /** Parts before the delimiter, which proxies and REQ sockets put there; a reply begins with the same. */
  route: Buffer[];
}

/** Throws {@link WireError} for a wrong signature and for anything that is not a message. */
export function decodeWire(channel: Channel, parts: readonly Buffer[], signer: Signer): Received {
  const start = parts.findIndex((part) => part.equals(DELIMITER)) + 1;
  if (start === 0) throw new WireError('it has no <IDS|MSG> delimiter');
  const [signature, ...signed] = parts.slice(start, start + 5);
  if (signature === undefined || signed.length < 4) throw new WireError('it has fewer than five parts');
  if (!signer.verify(signed, signature)) throw new WireError('its signature is wrong');
  const [header, parent, metadata, content] = signed.map(parseObject);
  const message: Message = {
    channel,
    header: checkHeader(header!),
    // The front end's own parent is only passed on, so its shape is its own affair.
    parent_header: parent as unknown as Message['parent_header'],
    metadata: metadata!,
    content: content!,
    buffers: parts.slice(start + 5),
  };
  return { message, route: parts.slice(0, start - 1) };
}

function parseObject(part: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(part.toString('utf8'));
  } catch (error) {
    throw new WireError('it is not JSON', { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new WireError('a part is not an object');
  return value as JsonObject;
}

const HEADER_FIELDS = ['msg_id', 'session', 'username', 'msg_type'] as const;

function checkHeader(header: JsonObject): Header {
  for (const field of HEADER_FIELDS) {
    if (typeof header[field] !== 'string') throw new WireError(`its header has no ${field}`);
  }
  // The four fields were checked; `date` and `version` are optional in practice and never read here.
  return { date: '', version: '', ...header } as unknown as Header;
}
