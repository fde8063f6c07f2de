import { parentPort, type TransferListItem } from 'node:worker_threads';
import { type Job, runTask, type TaskName } from './tasks';

let last = Promise.resolve();

/** Worker thread: one task a message, one after the other. */
parentPort?.on('message', ({ name, job }: { name: TaskName; job: Job<TaskName> }) => {
  last = last.then(() => answer(name, job));
});

async function answer(name: TaskName, job: Job<TaskName>): Promise<void> {
  try {
    const result = await runTask(name, job);
    parentPort?.postMessage({ result }, buffersOf(result));
  } catch (error) {
    parentPort?.postMessage({ error });
  }
}

/** The memory of the arrays in a result, to be handed over instead of copied. */
function buffersOf(result: object): TransferListItem[] {
  return Object.values(result).flatMap((value) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}
