import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Job, type Result, runTask, type TaskName } from './tasks';
import { TaskThread } from './taskThread';

/** How much work is done at once. */
export interface ThreadOptions {
  /** Worker threads; default one for each processor. 0 works in this thread. */
  workers?: number | undefined;
  /** The bundled worker; default `dataWorker.js` beside the bundle that runs this. */
  workerFile?: string | undefined;
}

interface PoolOptions extends ThreadOptions {
  /**
   * Tasks that a thread is given at once, default 1. It goes on with them while this thread is too busy to give it more, as
   * during a training step; those that were given out cannot be dropped.
   */
  depth?: number;
}

interface Waiting {
  start(run: <N extends TaskName>(name: N, job: Job<N>) => Promise<Result<N>>): Promise<void>;
  drop(reason: Error): void;
}

/**
 * Runs tasks in worker threads, or where the worker's bundle is absent (running from source) one by one in this
 * thread, giving way to other events in between. Threads start when there is work and do not keep the process alive
 * when there is none.
 */
export class TaskPool {
  readonly size: number;
  readonly #depth: number;
  readonly #file: string | undefined;
  readonly #threads = new Set<TaskThread>();
  readonly #waiting: Waiting[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor({ workers = availableParallelism(), workerFile, depth = 1 }: PoolOptions = {}) {
    const file = workerFile ?? path.join(__dirname, 'dataWorker.js');
    this.#file = workers > 0 && existsSync(file) ? file : undefined;
    this.size = this.#file ? workers : 1;
    this.#depth = this.#file ? depth : 1;
  }

  run<N extends TaskName>(name: N, job: Job<N>): Promise<Result<N>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ start: (run) => run(name, job).then(resolve, reject), drop: reject });
      this.#next();
    });
  }

  /** Tasks that have not begun fail with this reason; those that run go on. */
  drop(reason: Error): void {
    for (const waiting of this.#waiting.splice(0)) waiting.drop(reason);
  }

  /** Waits for the tasks that run, so that none is cut off while it writes, and ends the threads. */
  async close(): Promise<void> {
    this.drop(new Error('the threads were closed'));
    await Promise.all(this.#running);
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  #next(): void {
    if (this.#running.size >= this.size * this.#depth) return;
    const waiting = this.#waiting.shift();
    if (!waiting) return;
    const done = waiting.start(this.#runner()).then(() => {
      this.#running.delete(done);
      this.#next();
    });
    this.#running.add(done);
  }

  #runner(): Parameters<Waiting['start']>[0] {
    const file = this.#file;
    if (!file) {
      return async <N extends TaskName>(name: N, job: Job<N>): Promise<Result<N>> => {
        await nextTurn();
        return runTask(name, job);
      };
    }
    const [least] = [...this.#threads].sort((a, b) => a.load - b.load);
    const wanted = least === undefined || (least.load > 0 && this.#threads.size < this.size);
    const thread = wanted ? new TaskThread(file, (ended) => this.#threads.delete(ended)) : least;
    this.#threads.add(thread);
    return (name, job) => thread.run(name, job);
  }
}
