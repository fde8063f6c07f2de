import { TaskPool, type ThreadOptions } from './taskPool';
import type { Job, Result, TaskName } from './tasks';

/** Progress and stopping of work in threads. */
export interface RunAllOptions extends ThreadOptions {
  onProgress?: ((done: number, total: number) => void) | undefined;
  /** Stops after the tasks that run have ended. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs a task for every job, in threads. Results come in the order of the jobs.
 * @param onResult called as soon as a result is there, in any order
 */
export async function runAll<N extends TaskName>(
  name: N,
  jobs: readonly Job<N>[],
  { onProgress, signal, workers, workerFile }: RunAllOptions = {},
  onResult?: (result: Result<N>, index: number) => void,
): Promise<Result<N>[]> {
  signal?.throwIfAborted();
  const pool = new TaskPool({ workers, workerFile });
  const stop = (): void => pool.drop(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  let done = 0;
  try {
    return await Promise.all(
      jobs.map(async (job, index) => {
        const result = await pool.run(name, job);
        onResult?.(result, index);
        onProgress?.(++done, jobs.length);
        return result;
      }),
    );
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.close();
  }
}
