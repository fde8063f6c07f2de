import { parentPort } from 'node:worker_threads';
import { drawSample, type SampleJob, type SampleResult } from './drawSample';

/** Worker thread: draws one sample a message. */
parentPort?.on('message', (job: SampleJob) => {
  const sample = drawSample(job);
  const result: SampleResult = { index: job.index, sample };
  parentPort?.postMessage(result, [sample.blurred.buffer, sample.frames.buffer, sample.sharp.buffer]);
});
