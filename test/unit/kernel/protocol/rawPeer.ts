import { connect, type Socket } from 'node:net';

/**
 * A connecting ZMTP 3.0 peer written from RFC 23 with literal octets, so that it shares nothing with the code under test.
 */
export class RawPeer {
  private received = Buffer.alloc(0);
  private wake: () => void = () => {};
  ended = false;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    socket.on('close', () => {
      this.ended = true;
      this.wake();
    });
    socket.on('error', () => {});
  }

  static async open(port: number): Promise<RawPeer> {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    const peer = new RawPeer(socket);
    await new Promise((resolve) => socket.once('connect', resolve));
    return peer;
  }

  /** Opens and shakes hands as `type`; returns when the other side's READY has arrived. */
  static async join(port: number, type: string, identity = ''): Promise<RawPeer> {
    const peer = await RawPeer.open(port);
    peer.socket.write(greeting());
    peer.socket.write(ready(type, identity));
    await peer.bytes(64);
    await peer.frame();
    return peer;
  }

  /** The next `count` octets. */
  async bytes(count: number): Promise<Buffer> {
    while (this.received.length < count) {
      if (this.ended) throw new Error('closed by the other side');
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const taken = this.received.subarray(0, count);
    this.received = this.received.subarray(count);
    return taken;
  }

  async frame(): Promise<{ flags: number; body: Buffer }> {
    const flags = (await this.bytes(1))[0]!;
    const size = flags & 2 ? Number((await this.bytes(8)).readBigUInt64BE()) : (await this.bytes(1))[0]!;
    return { flags, body: await this.bytes(size) };
  }

  async message(): Promise<string[]> {
    const parts: string[] = [];
    for (;;) {
      const { flags, body } = await this.frame();
      parts.push(body.toString());
      if ((flags & 1) === 0) return parts;
    }
  }

  send(...parts: string[]): void {
    for (const [index, part] of parts.entries()) {
      this.socket.write(Buffer.from([index < parts.length - 1 ? 1 : 0, part.length, ...Buffer.from(part)]));
    }
  }

  async closed(): Promise<void> {
    while (!this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

export function greeting({ major = 3, minor = 0, mechanism = 'NULL', signatureEnd = 0x7f } = {}): Buffer {
  const bytes = Buffer.from(`ff00000000000000${'00'}${signatureEnd.toString(16)}${'00'.repeat(54)}`, 'hex');
  bytes[10] = major;
  bytes[11] = minor;
  bytes.write(mechanism, 12);
  return bytes;
}

export function command(name: string, data: Uint8Array | string): Buffer {
  const body = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from(data)]);
  return Buffer.concat([Buffer.from([4, body.length]), body]);
}

export function ready(type: string, identity = ''): Buffer {
  const property = (name: string, value: string) =>
    Buffer.concat([
      Buffer.from([name.length]),
      Buffer.from(name),
      Buffer.from([0, 0, 0, value.length]),
      Buffer.from(value),
    ]);
  return command('READY', Buffer.concat([property('Socket-Type', type), property('Identity', identity)]));
}
