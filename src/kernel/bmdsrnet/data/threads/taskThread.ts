import { Worker } from 'node:worker_threads';
import type { Job, Result, TaskName } from './tasks';

/** An idle thread gives its memory back after this many milliseconds. */
const IDLE = 10_000;

type Finish = (error: Error | undefined, result?: Result<TaskName>) => void;

/** One worker thread, which does its tasks one after the other, also while this thread is busy. */
export class TaskThread {
  readonly #worker: Worker;
  readonly #onEnd: (thread: TaskThread) => void;
  /** Of the tasks that it was given, in order. */
  readonly #finish: Finish[] = [];
  #retire: NodeJS.Timeout | undefined;

  /** @param onEnd called when the thread takes no more tasks: it crashed, was ended, or had nothing to do for long */
  constructor(file: string, onEnd: (thread: TaskThread) => void) {
    this.#onEnd = onEnd;
    this.#worker = new Worker(file, { name: 'data' });
    this.#worker.on('message', ({ error, result }: { error?: Error; result?: Result<TaskName> }) =>
      this.#finish.shift()?.(error, result),
    );
    const ended = (error: Error): void => {
      onEnd(this);
      for (const finish of this.#finish.splice(0)) finish(error);
    };
    this.#worker.once('error', (cause) =>
      ended(new Error(`the thread that makes data failed: ${cause.message}`, { cause })),
    );
    this.#worker.once('exit', (code) =>
      ended(new Error(`the thread that makes data ended with code ${code}`)),
    );
  }

  /** Tasks that it was given and has not answered. */
  get load(): number {
    return this.#finish.length;
  }

  run<N extends TaskName>(name: N, job: Job<N>): Promise<Result<N>> {
    clearTimeout(this.#retire);
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#finish.push((error, result) => {
        if (this.load === 0) {
          this.#worker.unref();
          this.#retire = setTimeout(() => this.end(), IDLE).unref();
        }
        if (error) reject(error);
        // The worker answers a job of a task with a result of that task.
        else resolve(result as Result<N>);
      });
      this.#worker.postMessage({ name, job });
    });
  }

  async end(): Promise<void> {
    clearTimeout(this.#retire);
    this.#onEnd(this);
    await this.#worker.terminate();
  }
}
