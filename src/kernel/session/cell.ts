import { AsyncLocalStorage } from 'node:async_hooks';
import type { Header } from '../protocol';

/** A cell that is executing, or has: late output of its timers still belongs to it. */
export interface Cell {
  /** Unique in this process; names the cell's script, so that a frame finds its source again. */
  id: number;
  parent: Header;
  executionCount: number;
  silent: boolean;
  allowStdin: boolean;
  abort: AbortController;
  /** True once code asked for the signal: it may want to end in its own way. */
  watchesSignal: boolean;
  /** True once the cell was ended while its code was still waiting for something. */
  abandoned: boolean;
  onEnd: (() => void | Promise<void>)[];
  /** Ends the cell with this error, whatever it waits for. */
  end(error: Error): void;
}

const storage = new AsyncLocalStorage<Cell>();
let running: Cell | undefined;

/** The cell on whose behalf the current code runs, also in its late timers and promises. */
export const currentCell = (): Cell | undefined => storage.getStore();

/** The cell that the kernel is busy with. */
export const runningCell = (): Cell | undefined => running;

export async function runAs<T>(cell: Cell, work: () => Promise<T>): Promise<T> {
  running = cell;
  try {
    return await storage.run(cell, work);
  } finally {
    running = undefined;
  }
}
