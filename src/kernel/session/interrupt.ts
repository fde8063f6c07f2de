import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { flush, pipeMemory } from './channel';
import { childrenOf } from './childTree';
import { type ControlData, MOST_OTHERS, SLOT, SLOTS } from './interruptState';

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor() {
    super(
      'Stopped on request. Variables, models and modules are kept, with all that was assigned before the stop.',
    );
  }
}

const state = new Int32Array(new SharedArrayBuffer(4 * SLOTS));

/** True from the moment the user asks for a stop until the running cell has ended. */
export const interruptPending = (): boolean =>
  Atomics.load(state, SLOT.asked) !== Atomics.load(state, SLOT.handled);

/** The word that compiled loops read: not 0 while a stop may be asked for. */
export const stopWord = state.subarray(SLOT.stop, SLOT.stop + 1);

export function acknowledgeInterrupt(): void {
  Atomics.store(state, SLOT.handled, Atomics.load(state, SLOT.asked));
  lowerStopWord();
}

/** The control thread raises the word after it has counted; one that it raises meanwhile must stay up. */
function lowerStopWord(): void {
  Atomics.store(state, SLOT.stop, 0);
  if (interruptPending()) Atomics.store(state, SLOT.stop, 1);
}

/** A service of the kernel's own or of the user's must not be stopped in the place of the child that blocks. */
function noteOtherChildren(): void {
  const others = childrenOf(process.pid).slice(-MOST_OTHERS);
  for (const [index, pid] of others.entries()) Atomics.store(state, SLOT.others + index, pid);
  Atomics.store(state, SLOT.othersCount, others.length);
}

/** Called by a loop whose stop word is up. @throws Interrupted when a stop is asked for indeed. */
export function guard(): void {
  if (interruptPending()) throw new Interrupted();
  lowerStopWord();
}

/** Marks the synchronous part of evaluation `id`: only that may be terminated from outside. */
export function withEvaluation<T>(id: number, work: () => T): T {
  Atomics.store(state, SLOT.evaluation, id);
  try {
    return work();
  } finally {
    Atomics.store(state, SLOT.evaluation, 0);
  }
}

/** Marks the time in which a synchronous child process blocks the main thread: the child is what must be stopped. */
export function whileChildBlocks<T>(work: () => T): T {
  // What was printed before comes before what the child prints.
  flush();
  noteOtherChildren();
  Atomics.store(state, SLOT.childProcess, 1);
  try {
    return work();
  } finally {
    Atomics.store(state, SLOT.childProcess, 0);
  }
}

/** Starts the thread that reads interrupts; `onInterrupt` runs on the main thread as soon as it is free. */
export function startControlThread(onInterrupt: () => void): void {
  const worker = new Worker(path.join(__dirname, 'control.js'), {
    workerData: { state, pipeMemory } satisfies ControlData,
    stdout: false,
  });
  worker.on('message', onInterrupt);
  worker.unref();
}
