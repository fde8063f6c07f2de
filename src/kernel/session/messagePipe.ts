import { writeSync } from 'node:fs';
import { RUNNER_FD } from '../protocol';

const SLOT = { holder: 0, length: 1, waits: 2 } as const;
const HEAD_BYTES = 4 * Object.keys(SLOT).length;
const CAPACITY = 1 << 16;
/** What was printed within so many milliseconds of other text leaves with what follows, or after that time. */
const BURST_MS = 5;
const NOBODY = 0;

export type Holder = 1 | 2;
/** The thread that runs cells, and the one that stays awake while they loop. */
export const CELLS: Holder = 1;
export const CONTROL: Holder = 2;

export const createPipeMemory = (): SharedArrayBuffer => new SharedArrayBuffer(HEAD_BYTES + CAPACITY);

/**
 * The pipe to the supervisor. Writing is synchronous, so that output leaves the process while a cell loops; as a
 * system call for each line would make printing slow, the lines of a burst gather in memory that a second thread
 * shares, and which it empties where the cell goes on without printing.
 */
export class MessagePipe {
  private readonly state: Int32Array;
  private readonly gathered: Uint8Array;
  private lastWrite = 0;

  constructor(
    memory: SharedArrayBuffer,
    private readonly holder: Holder,
  ) {
    this.state = new Int32Array(memory, 0, HEAD_BYTES / 4);
    this.gathered = new Uint8Array(memory, HEAD_BYTES);
  }

  /** Writes a frame, after all that was gathered. */
  write(frame: Uint8Array): void {
    this.take();
    this.empty();
    writeFully(frame);
    this.lastWrite = performance.now();
    this.release();
  }

  /** Writes a frame at once where the last one was some time ago, else gathers it. */
  gather(frame: Uint8Array): void {
    if (performance.now() - this.lastWrite > BURST_MS) return this.write(frame);
    this.take();
    const length = Atomics.load(this.state, SLOT.length);
    const fits = length + frame.byteLength <= CAPACITY;
    if (fits) {
      this.gathered.set(frame, length);
      Atomics.store(this.state, SLOT.length, length + frame.byteLength);
    }
    this.release();
    if (!fits) this.write(frame);
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

  private empty(): void {
    const length = Atomics.exchange(this.state, SLOT.length, 0);
    if (length > 0) writeFully(this.gathered.subarray(0, length));
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
