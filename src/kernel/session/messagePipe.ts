import { writeSync } from 'node:fs';
import { encodeFrameText, RUNNER_FD } from '../protocol';

const SLOT = { holder: 0, length: 1, openAt: 2, waits: 3 } as const;
const HEAD_BYTES = 4 * Object.keys(SLOT).length;
const CAPACITY = 1 << 16;
/** What was printed within so many milliseconds of other text leaves with what follows, or after that time. */
const BURST_MS = 5;
const NOBODY = 0;
const TAIL = '"}';
/** A frame of one part: the number of parts and the length of the part. */
const FRAME_HEAD = 8;

export type Holder = 1 | 2;
/** The thread that runs cells, and the one that stays awake while they loop. */
export const CELLS: Holder = 1;
export const CONTROL: Holder = 2;

export const createPipeMemory = (): SharedArrayBuffer => new SharedArrayBuffer(HEAD_BYTES + CAPACITY);

/**
 * The pipe to the supervisor. Writing is synchronous, so that output leaves the process while a cell loops; as a
 * message for each line would make printing slow, the lines of a burst gather in memory that a second thread
 * shares, and which it empties where the cell goes on without printing.
 */
export class MessagePipe {
  private readonly state: Int32Array;
  private readonly gathered: Buffer;
  /** Head of the frame that is open in memory. */
  private head = '';
  private lastWrite = 0;

  constructor(
    memory: SharedArrayBuffer,
    private readonly holder: Holder,
  ) {
    this.state = new Int32Array(memory, 0, HEAD_BYTES / 4);
    this.gathered = Buffer.from(memory, HEAD_BYTES);
  }

  /** Writes a frame, after all that was gathered. */
  write(frame: Uint8Array): void {
    this.take();
    this.empty();
    writeFully(frame);
    this.lastWrite = performance.now();
    this.release();
  }

  /**
   * Writes a message at once where the last one was some time ago, else gathers it. Its JSON is `head`, which ends
   * within a string, then `text`, escaped for that string, then `"}`. Texts with the same head become one message.
   */
  gather(head: string, text: string): void {
    const fits = performance.now() - this.lastWrite <= BURST_MS && this.append(head, text);
    if (!fits) this.write(encodeFrameText(head + text + TAIL));
    else if (Atomics.exchange(this.state, SLOT.waits, 1) === 0) Atomics.notify(this.state, SLOT.waits);
  }

  /** Writes what was gathered. */
  flush(): void {
    this.take();
    this.empty();
    this.release();
  }

  /** For the control thread: waits until no frame is being written, and keeps it so until `release`. */
  async hold(): Promise<void> {
    while (!this.tryTake()) await pause(1);
  }

  release(): void {
    Atomics.store(this.state, SLOT.holder, NOBODY);
  }

  /** For the control thread: writes what was gathered by a cell that has stopped printing. Never ends. */
  async keepEmpty(): Promise<never> {
    for (;;) {
      await Atomics.waitAsync(this.state, SLOT.waits, 0).value;
      await pause(BURST_MS);
      // Where the other thread holds it, that one writes; one that was ended in the middle of it writes its error.
      if (!this.tryTake()) continue;
      Atomics.store(this.state, SLOT.waits, 0);
      this.empty();
      this.release();
    }
  }

  /** False where there is no room. */
  private append(head: string, text: string): boolean {
    const most = FRAME_HEAD + 3 * (head.length + text.length) + TAIL.length;
    this.take();
    let at = Atomics.load(this.state, SLOT.length);
    const fits = at + 2 * TAIL.length + most <= CAPACITY;
    if (fits) {
      if (at === 0 || head !== this.head) {
        const openAt = at === 0 ? 0 : this.close(at);
        this.head = head;
        at = openAt + FRAME_HEAD;
        at += this.gathered.write(head, at);
        Atomics.store(this.state, SLOT.openAt, openAt);
      }
      Atomics.store(this.state, SLOT.length, at + this.gathered.write(text, at));
    }
    this.release();
    return fits;
  }

  /** Completes the open frame; returns where it ends. */
  private close(at: number): number {
    const openAt = Atomics.load(this.state, SLOT.openAt);
    const end = at + this.gathered.write(TAIL, at);
    this.gathered.writeUInt32BE(1, openAt);
    this.gathered.writeUInt32BE(end - openAt - FRAME_HEAD, openAt + 4);
    return end;
  }

  private empty(): void {
    const length = Atomics.load(this.state, SLOT.length);
    if (length === 0) return;
    const end = this.close(length);
    Atomics.store(this.state, SLOT.length, 0);
    writeFully(this.gathered.subarray(0, end));
  }

  private tryTake(): boolean {
    const before = Atomics.compareExchange(this.state, SLOT.holder, NOBODY, this.holder);
    // A thread whose execution was terminated could not let go.
    return before === NOBODY || before === this.holder;
  }

  private take(): void {
    while (!this.tryTake()) sleep(1);
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function writeFully(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength; ) {
    try {
      at += writeSync(RUNNER_FD.messages, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      sleep(1);
    }
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));
export const sleep = (milliseconds: number): void => void Atomics.wait(sleeper, 0, 0, milliseconds);
