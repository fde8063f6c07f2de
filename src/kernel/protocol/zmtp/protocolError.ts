/** The peer does not speak ZMTP 3 as we need it; its connection is closed, the others go on. */
export class ZmtpProtocolError extends Error {
  override readonly name = 'ZmtpProtocolError';
}
