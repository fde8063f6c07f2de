import type { Socket } from 'node:net';
import { ByteQueue } from './byteQueue';
import {
  type Command,
  decodeCommand,
  decodePing,
  decodeReady,
  encodeError,
  encodePong,
  encodeReady,
  type SocketType,
} from './commands';
import { encodeMessage, type Frame, takeFrame } from './frames';
import { checkGreeting, encodeGreeting, GREETING_BYTES } from './greeting';
import { ZmtpProtocolError } from './protocolError';

export interface ConnectionLimits {
  /** Bytes of one message, all parts together. */
  maxMessageBytes: number;
  /** Bytes that wait for a peer that does not read; past it the peer is cut off, because dropping would lose outputs. */
  maxQueuedBytes: number;
  /** Milliseconds until a peer that says nothing is cut off; ZeroMQ's own ZMQ_HANDSHAKE_IVL. */
  handshakeMs: number;
}

export const DEFAULT_LIMITS: ConnectionLimits = {
  maxMessageBytes: 512 * 1024 * 1024,
  maxQueuedBytes: 256 * 1024 * 1024,
  handshakeMs: 30_000,
};

const MAX_HANDSHAKE_FRAME = 64 * 1024;
const MAX_PARTS = 65_536;

/** What a socket type does with its connections. */
export interface ConnectionHandler {
  readonly socketType: SocketType;
  readonly accepts: readonly SocketType[];
  onReady?(connection: Connection): void;
  onMessage(connection: Connection, parts: Buffer[]): void;
  /** A command other than the handshake's and PING and PONG. */
  onCommand?(connection: Connection, command: Command): void;
  onClose(connection: Connection, problem: string | undefined): void;
}

/** One peer: greeting, READY, then messages. Whatever goes wrong closes this connection only. */
export class Connection {
  /** The routing id that the peer chose in READY; empty when it chose none. */
  identity: Buffer = Buffer.alloc(0);
  private phase: 'greeting' | 'handshake' | 'traffic' | 'cut' | 'closed' = 'greeting';
  private problem: string | undefined;
  private readonly queue = new ByteQueue();
  private parts: Buffer[] = [];
  private partBytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly handler: ConnectionHandler,
    private readonly limits: ConnectionLimits,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', () => {});
    socket.on('close', () => this.closed());
    this.expectTrafficWithin(limits.handshakeMs, 'the handshake took too long');
    socket.write(encodeGreeting());
  }

  get ready(): boolean {
    return this.phase === 'traffic';
  }

  /** Sends a message. False: the peer is not there (any more), or was cut off because it does not read. */
  send(parts: readonly Uint8Array[]): boolean {
    return this.ready && this.sendEncoded(encodeMessage(parts));
  }

  /** As {@link send}, for bytes that several peers share. */
  sendEncoded(bytes: Buffer): boolean {
    if (!this.ready) return false;
    if (this.socket.writableLength + bytes.length > this.limits.maxQueuedBytes) {
      this.cut(`a peer does not read: more than ${this.limits.maxQueuedBytes} bytes wait for it`, 'drop');
      return false;
    }
    this.socket.write(bytes);
    return true;
  }

  /** Sends what waits, then closes; ends hard when the peer has not closed its side after `lingerMs`. */
  close(lingerMs: number): Promise<void> {
    if (this.phase === 'closed') return Promise.resolve();
    return new Promise((resolve) => {
      const hard = setTimeout(() => this.socket.destroy(), lingerMs);
      this.socket.once('close', () => {
        clearTimeout(hard);
        resolve();
      });
      this.socket.end();
    });
  }

  private receive(chunk: Buffer): void {
    if (this.phase === 'cut') return;
    this.queue.push(chunk);
    try {
      if (this.phase === 'greeting') this.readGreeting();
      if (this.phase === 'handshake' || this.phase === 'traffic') this.readFrames();
    } catch (error) {
      if (!(error instanceof ZmtpProtocolError)) throw error;
      if (this.phase === 'handshake') this.socket.write(encodeError(error.message));
      this.cut(error.message, 'flush');
    }
  }

  private readGreeting(): void {
    checkGreeting(this.queue.peek(Math.min(GREETING_BYTES, this.queue.length)));
    if (this.queue.length < GREETING_BYTES) return;
    this.queue.take(GREETING_BYTES);
    this.phase = 'handshake';
    this.socket.write(encodeReady(new Map([['Socket-Type', Buffer.from(this.handler.socketType)]])));
  }

  private readFrames(): void {
    for (;;) {
      const limit =
        this.phase === 'traffic' ? this.limits.maxMessageBytes - this.partBytes : MAX_HANDSHAKE_FRAME;
      const frame = takeFrame(this.queue, limit);
      if (frame === undefined) return;
      this.timer?.refresh();
      if (frame.command) this.command(decodeCommand(frame.body));
      else this.messageFrame(frame);
      if (this.phase === 'cut') return;
    }
  }

  private command(command: Command): void {
    if (command.name === 'READY' && this.phase === 'handshake') this.peerReady(decodeReady(command.data));
    else if (command.name === 'ERROR') throw new ZmtpProtocolError('the peer reported an error');
    else if (this.phase !== 'traffic')
      throw new ZmtpProtocolError(`the command ${command.name} before READY`);
    else if (command.name === 'PING') this.pong(command.data);
    else if (command.name !== 'PONG') this.handler.onCommand?.(this, command);
  }

  private peerReady(properties: Map<string, Buffer>): void {
    const type = properties.get('socket-type')?.toString('latin1') ?? 'unnamed';
    if (!this.handler.accepts.some((accepted) => accepted === type)) {
      throw new ZmtpProtocolError(`a ${type} socket can't talk to a ${this.handler.socketType} socket`);
    }
    this.identity = properties.get('identity') ?? this.identity;
    this.expectTrafficWithin(0, '');
    this.phase = 'traffic';
    this.handler.onReady?.(this);
  }

  private messageFrame({ body, more }: Frame): void {
    if (this.phase !== 'traffic') throw new ZmtpProtocolError('a message before READY');
    this.parts.push(body);
    this.partBytes += body.length;
    if (this.parts.length > MAX_PARTS)
      throw new ZmtpProtocolError(`a message of more than ${MAX_PARTS} parts`);
    if (more) return;
    const parts = this.parts;
    this.parts = [];
    this.partBytes = 0;
    this.handler.onMessage(this, parts);
  }

  private pong(data: Buffer): void {
    const { timeToLiveMs, context } = decodePing(data);
    this.expectTrafficWithin(timeToLiveMs, 'the peer stopped sending its heartbeat');
    this.socket.write(encodePong(context));
  }

  /** Arms the timer that the next traffic refreshes; 0 disarms it. */
  private expectTrafficWithin(milliseconds: number, problem: string): void {
    clearTimeout(this.timer);
    this.timer =
      milliseconds > 0 ? setTimeout(() => this.cut(problem, 'drop'), milliseconds).unref() : undefined;
  }

  private cut(problem: string, waiting: 'flush' | 'drop'): void {
    if (this.phase === 'cut' || this.phase === 'closed') return;
    this.phase = 'cut';
    this.problem = problem;
    if (waiting === 'flush') this.socket.destroySoon();
    else this.socket.destroy();
  }

  private closed(): void {
    if (this.phase === 'closed') return;
    this.phase = 'closed';
    clearTimeout(this.timer);
    this.handler.onClose(this, this.problem);
  }
}
