import { readSync } from 'node:fs';
import { Socket } from 'node:net';
import {
  encodeFrame,
  type Frame,
  FrameDecoder,
  type FromRunner,
  type Header,
  RUNNER_FD,
  type ToRunner,
} from '../protocol';
import { CELLS, createPipeMemory, MessagePipe, sleep } from './messagePipe';

const isBusy = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EAGAIN';

/** Shared with the control thread. */
export const pipeMemory = createPipeMemory();
const pipe = new MessagePipe(pipeMemory, CELLS);

export function send(message: FromRunner): void {
  pipe.write(encodeFrame(message));
}

/** Sends printed text: at once where nothing was printed just before, and within a few milliseconds otherwise. */
export function sendText({
  parent,
  name,
  text,
}: Omit<Extract<FromRunner, { type: 'stream' }>, 'type'>): void {
  if (parent !== last.parent || name !== last.name) {
    const head = `{"type":"stream","parent":${JSON.stringify(parent)},"name":"${name}","text":"`;
    last = { parent, name, head };
  }
  pipe.gather(last.head, JSON.stringify(text).slice(1, -1));
}
/** Most lines have the parent of the one before. */
let last: { parent: Header | null; name: string; head: string } = { parent: null, name: '', head: '' };

/** Sends what is still on its way. */
export const flush = (): void => pipe.flush();

/** The requests of the supervisor. When their pipe closes the supervisor is gone, and `onClose` runs. */
export class Requests {
  private readonly decoder = new FrameDecoder();
  private readonly waiting: ToRunner[] = [];
  private scheduled = false;

  constructor(
    private readonly handle: (request: ToRunner) => void,
    onClose: () => void,
  ) {
    const socket = new Socket({ fd: RUNNER_FD.requests, readable: true, writable: false });
    socket.on('data', (chunk) => this.accept(this.decoder.push(chunk)));
    socket.on('error', onClose);
    socket.on('close', onClose);
  }

  /**
   * Blocks the main thread until `pick` accepts a request, for synchronous `prompt()`; the others wait their turn.
   * `check` runs every few milliseconds and may throw to give up.
   */
  waitFor<T>(pick: (request: ToRunner) => T | undefined, check: () => void): T {
    const chunk = Buffer.allocUnsafe(65_536);
    for (;;) {
      for (const [index, request] of this.waiting.entries()) {
        const picked = pick(request);
        if (picked === undefined) continue;
        this.waiting.splice(index, 1);
        return picked;
      }
      check();
      try {
        const size = readSync(RUNNER_FD.requests, chunk);
        if (size === 0) process.exit(0);
        this.accept(this.decoder.push(Buffer.from(chunk.subarray(0, size))));
      } catch (error) {
        if (!isBusy(error)) throw error;
        sleep(5);
      }
    }
  }

  private accept(frames: Frame[]): void {
    // The supervisor of the same build writes these frames.
    for (const frame of frames) this.waiting.push(frame.json as ToRunner);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) this.handle(next);
    });
  }
}
