import { parentPort, type TransferListItem } from 'node:worker_threads';
import { type Job, runTask, type TaskName } from './tasks';

/** Worker thread: one task a message. */
parentPort?.on('message', async ({ name, job }: { name: TaskName; job: Job<TaskName> }) => {
  try {
    const result = await runTask(name, job);
    parentPort?.postMessage({ result }, buffersOf(result));
  } catch (error) {
    parentPort?.postMessage({ error });
  }
});

/** The memory of the arrays in a result, to be handed over instead of copied. */
function buffersOf(result: object): TransferListItem[] {
  return Object.values(result).flatMap((value) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}
