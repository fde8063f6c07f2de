import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goproLargeAll, writeMiniatureGopro } from '../../../../../src/kernel/bmdsrnet/data';
import { sampleFilesIn } from '../../../../../src/kernel/bmdsrnet/data/disk/layout';
import { TaskPool } from '../../../../../src/kernel/bmdsrnet/data/threads/taskPool';
import { bundleDataWorker } from './dataWorker';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pool-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Ends when `done` or, at the latest, after half a minute; nothing else happens in this thread meanwhile. */
function blockUntil(done: () => boolean): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let waits = 0; !done() && waits < 3000; waits++) Atomics.wait(clock, 0, 0, 10);
}

it('threads go on with what they were given while this thread is busy, as in a compiled step', async () => {
  const { largeAll } = await writeMiniatureGopro(folder, { frames: 21, width: 24, height: 20 });
  const set = await goproLargeAll(largeAll, { split: 'train', scale: 2 });
  const workerFile = await bundleDataWorker(folder);
  const pool = new TaskPool({ workers: 2, workerFile, depth: 3 });
  const write = (index: number, into: string) => {
    const job = { files: set.files[index]!, settings: set.degradation, folder: path.join(folder, into) };
    const { sharp } = sampleFilesIn(job.files.name, 7);
    return { file: path.join(job.folder, sharp), written: pool.run('writeSample', job) };
  };
  await Promise.all([write(0, 'first').written, write(1, 'first').written]);
  const tasks = ['a', 'b', 'c'].flatMap((into) => [write(0, into), write(1, into)]);
  blockUntil(() => tasks.every(({ file }) => existsSync(file)));
  expect(tasks.filter(({ file }) => !existsSync(file))).toEqual([]);
  await Promise.all(tasks.map(({ written }) => written));
  await pool.close();
});
