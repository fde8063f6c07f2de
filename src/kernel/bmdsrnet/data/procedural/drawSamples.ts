import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { PackedSample } from '../packedSamples';
import { drawSample, type SampleJob, type SampleResult } from './drawSample';

export interface DrawOptions {
  onProgress?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Worker threads; default one for each processor. 0 draws in this thread. */
  workers?: number | undefined;
  /** The bundled worker; default `sceneWorker.js` beside the bundle that runs this. */
  workerFile?: string | undefined;
}

/**
 * Draws samples in worker threads, or where the worker's bundle is absent (running from source) in this thread,
 * giving way to other events between samples. The result is the same in every case.
 */
export async function drawSamples(
  jobs: readonly SampleJob[],
  options: DrawOptions = {},
): Promise<PackedSample[]> {
  const {
    signal,
    workers = availableParallelism(),
    workerFile = path.join(__dirname, 'sceneWorker.js'),
  } = options;
  signal?.throwIfAborted();
  const count = Math.min(workers, jobs.length);
  if (count === 0 || !existsSync(workerFile)) return drawHere(jobs, options);
  return drawInWorkers(jobs, count, workerFile, options);
}

async function drawHere(
  jobs: readonly SampleJob[],
  { onProgress, signal }: DrawOptions,
): Promise<PackedSample[]> {
  const samples: PackedSample[] = [];
  for (const job of jobs) {
    await nextTurn();
    signal?.throwIfAborted();
    samples.push(drawSample(job));
    onProgress?.(samples.length, jobs.length);
  }
  return samples;
}

async function drawInWorkers(
  jobs: readonly SampleJob[],
  count: number,
  file: string,
  { onProgress, signal }: DrawOptions,
): Promise<PackedSample[]> {
  const samples = new Array<PackedSample>(jobs.length);
  const workers = Array.from({ length: count }, () => new Worker(file, { name: 'scenes' }));
  let next = 0;
  let done = 0;
  const listening = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { signal: listening.signal });
      for (const worker of workers) {
        const give = (): void => {
          const job = jobs[next++];
          if (job) worker.postMessage(job);
        };
        worker.on('message', ({ index, sample }: SampleResult) => {
          samples[index] = sample;
          done++;
          onProgress?.(done, jobs.length);
          if (done === jobs.length) resolve();
          else give();
        });
        worker.on('error', (cause) =>
          reject(new Error(`drawing a scene failed: ${cause.message}`, { cause })),
        );
        worker.on('exit', (code) =>
          reject(new Error(`the thread that draws scenes ended with code ${code}`)),
        );
        give();
      }
    });
  } finally {
    listening.abort();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return samples;
}
