import { Worker } from 'node:worker_threads';
import type { Job, Result, TaskName } from './tasks';

/** An idle thread gives its memory back after this many milliseconds. */
const IDLE = 10_000;

/** One worker thread, which does one task at a time. */
export class TaskThread {
  readonly #worker: Worker;
  readonly #onEnd: (thread: TaskThread) => void;
  #finish: ((error: Error | undefined, result?: Result<TaskName>) => void) | undefined;
  #retire: NodeJS.Timeout | undefined;

  /** @param onEnd called when the thread takes no more tasks: it crashed, was ended, or had nothing to do for long */
  constructor(file: string, onEnd: (thread: TaskThread) => void) {
    this.#onEnd = onEnd;
    this.#worker = new Worker(file, { name: 'data' });
    this.#worker.on('message', ({ error, result }: { error?: Error; result?: Result<TaskName> }) =>
      this.#finish?.(error, result),
    );
    const ended = (error: Error): void => {
      onEnd(this);
      this.#finish?.(error);
    };
    this.#worker.once('error', (cause) =>
      ended(new Error(`the thread that makes data failed: ${cause.message}`, { cause })),
    );
    this.#worker.once('exit', (code) =>
      ended(new Error(`the thread that makes data ended with code ${code}`)),
    );
  }

  get idle(): boolean {
    return this.#finish === undefined;
  }

  run<N extends TaskName>(name: N, job: Job<N>): Promise<Result<N>> {
    clearTimeout(this.#retire);
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#finish = (error, result) => {
        this.#finish = undefined;
        this.#worker.unref();
        this.#retire = setTimeout(() => this.end(), IDLE).unref();
        if (error) reject(error);
        // The worker answers a job of a task with a result of that task.
        else resolve(result as Result<N>);
      };
      this.#worker.postMessage({ name, job });
    });
  }

  async end(): Promise<void> {
    clearTimeout(this.#retire);
    this.#onEnd(this);
    await this.#worker.terminate();
  }
}
