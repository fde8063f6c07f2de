import type { Sample, SampleSource } from '../../types';
import type { Degradation } from '../degradation';
import { fingerprint } from './fingerprint';
import { readSample } from './readSample';
import { filesOf, type SampleFiles } from './sampleFiles';

/** A set of samples on disk, read one by one when asked for: it may be larger than memory. */
export interface FileSamples extends SampleSource {
  files: readonly SampleFiles[];
  degradation: Degradation;
  fingerprint(): Promise<string>;
  at(index: number): Promise<Sample>;
}

/**
 * A set of files, each sample read and degraded when asked for.
 * @param description what a number measured on the set is measured on
 */
export function fileSamples(
  files: readonly SampleFiles[],
  degradation: Degradation,
  description: string,
): FileSamples {
  return {
    scale: degradation.scale,
    length: files.length,
    description,
    files,
    degradation,
    fingerprint: () => fingerprint(files.flatMap(filesOf)),
    at: async (index) => {
      const sample = files[index];
      if (!sample)
        throw new RangeError(`sample ${index} was asked for; the set has ${files.length}, counted from 0`);
      return readSample(sample, degradation);
    },
  };
}

export function isFileSamples(source: SampleSource): source is FileSamples {
  return 'files' in source && 'degradation' in source;
}
