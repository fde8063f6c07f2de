import type { SampleSet, SampleSource } from '../../types';
import { packedSampleSet, packSample } from '../packedSamples';
import { type RunAllOptions, runAll } from '../threads/runAll';
import { isFileSamples } from './fileSamples';

/** Threads, progress and stopping of `inMemory`. */
export type InMemoryOptions = RunAllOptions;

/**
 * Reads a whole set once, in worker threads where it is on disk, and keeps it as 8-bit samples: one of 720x1280
 * takes 4 MB at x4, so this is for sets that are small, or small enough.
 */
export async function inMemory(source: SampleSource, options: InMemoryOptions = {}): Promise<SampleSet> {
  const { scale, description, length } = source;
  if (isFileSamples(source)) {
    const jobs = source.files.map((files) => ({ files, settings: source.degradation }));
    const set = packedSampleSet(await runAll('readPacked', jobs, options), scale, description);
    return { ...set, fingerprint: () => source.fingerprint() };
  }
  const samples = [];
  for (let i = 0; i < length; i++) {
    options.signal?.throwIfAborted();
    samples.push(packSample(await source.at(i), scale));
    options.onProgress?.(i + 1, length);
  }
  return packedSampleSet(samples, scale, description);
}
