import { isFileSamples } from '../../data/files/fileSamples';
import type { Sample, SampleSource } from '../../types';

/** The samples of a set in order. One on disk is read while the one before it is worked on. */
export async function* readAhead(set: SampleSource): AsyncGenerator<Sample> {
  const begin = (index: number): Promise<Sample> | Sample => {
    const sample = set.at(index);
    // Who stops early does not wait for it; who goes on gets the error.
    if (sample instanceof Promise) sample.catch(() => {});
    return sample;
  };
  let next = set.length > 0 && isFileSamples(set) ? begin(0) : undefined;
  for (let index = 0; index < set.length; index++) {
    const sample = await (next ?? set.at(index));
    if (next) next = index + 1 < set.length ? begin(index + 1) : undefined;
    yield sample;
  }
}
