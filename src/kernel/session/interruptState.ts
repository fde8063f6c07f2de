/** What the control thread is given. */
export interface ControlData {
  state: Int32Array;
  pipeMemory: SharedArrayBuffer;
}

/** Slots of the memory that the main thread and the control thread share. */
export const SLOT = {
  /** Interrupts asked for, counted by the control thread. */
  asked: 0,
  /** How many of them the main thread has dealt with. */
  handled: 1,
  /** Number of the evaluation whose synchronous part is on the stack; 0 for none. */
  evaluation: 2,
  /** 1 while a synchronous child process blocks the main thread. */
  childProcess: 3,
  /** Not 0 while `asked` may be ahead of `handled`: the one word that loops look at. */
  stop: 4,
  /** From here on: how many child processes there were before the one that blocks, and their ids. */
  othersCount: 5,
  others: 6,
} as const;

export const MOST_OTHERS = 256;
export const SLOTS = SLOT.others + MOST_OTHERS;
