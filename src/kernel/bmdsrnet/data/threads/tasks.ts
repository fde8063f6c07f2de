import { readPatch } from '../batches/readPatch';
import { writeSample } from '../disk/writeSample';
import { readPacked } from '../files/readPacked';
import { findFrames } from '../gopro/findFrames';
import { drawSample } from '../procedural/drawSample';

/** What worker threads can do: each takes a job that is plain data and gives a result that is. */
export const tasks = { drawSample, findFrames, readPacked, readPatch, writeSample };

export type TaskName = keyof typeof tasks;
export type Job<N extends TaskName> = Parameters<(typeof tasks)[N]>[0];
export type Result<N extends TaskName> = Awaited<ReturnType<(typeof tasks)[N]>>;

export async function runTask<N extends TaskName>(name: N, job: Job<N>): Promise<Result<N>> {
  // The compiler does not relate the types of one entry to each other, only those of all entries.
  const task = tasks[name] as (job: Job<N>) => Result<N> | Promise<Result<N>>;
  return task(job);
}
