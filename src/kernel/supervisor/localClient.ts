import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import {
  encodeFrame,
  FrameDecoder,
  type FromSupervisor,
  type Message,
  type RunnerState,
  type ToSupervisor,
} from '../protocol';
import type { MessageLog } from './messageLog';

export interface LocalClientPorts {
  secret: string;
  log: MessageLog;
  /** The handshake was accepted; returns what the client is told first. */
  attached(client: LocalClient): Omit<Extract<FromSupervisor, { type: 'attached' }>, 'type' | 'missed'>;
  received(message: Message): void;
  restart(): void;
  shutdown(): void;
  closed(client: LocalClient): void;
}

const HANDSHAKE_MS = 5_000;
const MAX_HANDSHAKE_BYTES = 16_384;

/**
 * One connection of the local channel. It follows the message log: what the socket does not take at once is read from
 * the log when the socket drains, so a slow client needs no memory; one that falls out of the log is dropped.
 */
export class LocalClient {
  private readonly decoder = new FrameDecoder();
  private state: 'greeting' | 'attached' | 'leaving' | 'closed' = 'greeting';
  private wasAttached = false;
  private readonly late: NodeJS.Timeout;
  private greetingBytes = 0;
  private sent = 0;
  private latest: RunnerState | null = null;

  constructor(
    private readonly socket: Socket,
    private readonly ports: LocalClientPorts,
  ) {
    this.late = setTimeout(() => this.refuse('no handshake in time'), HANDSHAKE_MS);
    socket.on('data', (chunk) => this.read(chunk));
    socket.on('drain', () => this.follow());
    // A connection that breaks is also closed; there is nothing else to do about it.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(this.late);
      this.state = 'closed';
      if (this.wasAttached) this.ports.closed(this);
    });
  }

  /** The log has grown by this frame, which a client that has kept up gets even where the disk is full. */
  appended(seq: number, frame: Buffer): void {
    if (this.state === 'attached' && this.sent + 1 === seq && !this.socket.writableNeedDrain) {
      this.socket.write(frame);
      this.sent = seq;
    } else this.follow();
  }

  /** Sends what waits in the log, then the state. */
  follow(state?: RunnerState): void {
    if (state) this.latest = state;
    if (this.state !== 'attached') return;
    while (this.sent + 1 < this.ports.log.nextSeq && !this.socket.writableNeedDrain) {
      const frame = this.ports.log.read(this.sent + 1);
      if (!frame) {
        this.refuse('this client reads too slowly: the messages it waits for are no longer kept');
        return;
      }
      this.socket.write(frame);
      this.sent++;
    }
    if (this.latest && !this.socket.writableNeedDrain) {
      this.write({ type: 'state', state: this.latest });
      this.latest = null;
    }
  }

  /** Sends what is left, then closes; resolves when the client has it all or a second has passed. */
  close(): Promise<void> {
    if (this.state === 'closed') return Promise.resolve();
    return new Promise((resolve) => {
      const impatient = setTimeout(() => this.socket.destroy(), 1_000);
      this.socket.once('close', () => {
        clearTimeout(impatient);
        resolve();
      });
      const finish = () => {
        this.follow();
        if (this.sent + 1 >= this.ports.log.nextSeq) this.socket.end();
        else this.socket.once('drain', finish);
      };
      finish();
    });
  }

  private read(chunk: Buffer): void {
    if (this.state === 'greeting') this.greetingBytes += chunk.length;
    if (this.greetingBytes > MAX_HANDSHAKE_BYTES) {
      this.refuse('handshake too long');
      return;
    }
    try {
      for (const { json, buffers } of this.decoder.push(chunk)) {
        // Believed only after the secret was shown: then it is our own client that speaks.
        const frame = json as ToSupervisor;
        if (this.state === 'greeting') this.attach(frame);
        else if (this.state === 'attached') this.dispatch(frame, buffers);
      }
    } catch (error) {
      this.refuse(`unreadable frame: ${error instanceof Error ? error.message : error}`);
    }
  }

  private attach(frame: ToSupervisor): void {
    if (frame.type !== 'attach' || !sameSecret(frame.secret, this.ports.secret)) {
      this.refuse(frame.type === 'attach' ? 'wrong secret' : 'the first frame must be an attach');
      return;
    }
    clearTimeout(this.late);
    this.wasAttached = true;
    const { log } = this.ports;
    const wanted = Math.min(Math.max(0, Number(frame.lastSeen) || 0), log.nextSeq - 1);
    this.sent = Math.max(wanted, log.oldestSeq - 1);
    const missed = this.sent > wanted ? 'truncated' : this.sent + 1 < log.nextSeq ? 'replayed' : 'none';
    this.state = 'attached';
    this.write({ type: 'attached', ...this.ports.attached(this), missed });
    this.follow();
  }

  private dispatch(frame: ToSupervisor, buffers: Uint8Array[]): void {
    if (frame.type === 'message') this.ports.received({ ...frame.message, buffers });
    else if (frame.type === 'restart') this.ports.restart();
    else if (frame.type === 'shutdown') this.ports.shutdown();
  }

  private refuse(reason: string): void {
    if (this.state === 'leaving' || this.state === 'closed') return;
    this.write({ type: 'refused', reason });
    this.state = 'leaving';
    this.socket.end();
    setTimeout(() => this.socket.destroy(), 1_000).unref();
  }

  private write(frame: FromSupervisor): void {
    this.socket.write(encodeFrame(frame));
  }
}

function sameSecret(given: unknown, secret: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
