import { ZmtpProtocolError } from './protocolError';

/**
 * The greeting that opens each direction of a connection (RFC 23/ZMTP 3.0 and 37/ZMTP 3.1, "greeting"):
 *
 * | bytes | holds                                                        |
 * | ----- | ------------------------------------------------------------ |
 * | 0     | 0xFF                                                         |
 * | 1-8   | padding                                                      |
 * | 9     | 0x7F; ZMTP 1.0 peers have an even octet here                 |
 * | 10    | major version, 3                                             |
 * | 11    | minor version                                                |
 * | 12-31 | security mechanism, ASCII, filled with zeros                 |
 * | 32    | as-server, always 0 for the NULL mechanism                   |
 * | 33-63 | filler                                                       |
 */
export const GREETING_BYTES = 64;

const SIGNATURE_BYTES = 10;
const MAJOR = 3;
const MINOR = 1;
const MECHANISM = 'NULL';

export function encodeGreeting(): Buffer {
  const bytes = Buffer.alloc(GREETING_BYTES);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = MAJOR;
  bytes[11] = MINOR;
  bytes.write(MECHANISM, 12, 'ascii');
  return bytes;
}

/**
 * Checks as much of a greeting as has arrived, so that a browser or a port scanner is turned away at its first
 * wrong byte and not waited for. Throws {@link ZmtpProtocolError}.
 */
export function checkGreeting(bytes: Buffer): void {
  if (bytes.length > 0 && bytes[0] !== 0xff) throw new ZmtpProtocolError('the peer does not speak ZMTP');
  if (bytes.length >= SIGNATURE_BYTES && bytes[9] !== 0x7f) {
    throw new ZmtpProtocolError('the peer speaks ZMTP 1.0; version 3 (ZeroMQ 4 or later) is needed');
  }
  const major = bytes[SIGNATURE_BYTES];
  if (major !== undefined && major < MAJOR) {
    throw new ZmtpProtocolError(`the peer speaks ZMTP ${major}; version 3 (ZeroMQ 4 or later) is needed`);
  }
  if (bytes.length >= 32) {
    const mechanism = bytes.toString('latin1', 12, 32).replace(/\0+$/, '');
    if (mechanism !== MECHANISM) {
      throw new ZmtpProtocolError(
        `the peer asks for the security mechanism ${mechanism}; only NULL is offered`,
      );
    }
  }
}
