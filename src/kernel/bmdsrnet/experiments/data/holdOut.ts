import { type FileSamples, fileSamples } from '../../data';

/** The samples from `start` to before `end`, with a description that says so. */
export function partOf(set: FileSamples, start: number, end: number): FileSamples {
  const files = set.files.slice(start, end);
  if (files.length === set.length) return set;
  const which = `samples ${start + 1} to ${start + files.length} of ${set.length}`;
  return fileSamples(files, set.degradation, `${set.description}, ${which}`);
}

/** A set without parts of its own: the last quarter, at least one sample, is for tests. */
export function holdOut(set: FileSamples): { training: FileSamples; test: FileSamples } {
  if (set.length < 2) {
    throw new RangeError(
      `${set.description}: one sample can't be both for training and for tests. Give more, or folders train/ and test/.`,
    );
  }
  const cut = set.length - Math.max(1, Math.floor(set.length / 4));
  return { training: partOf(set, 0, cut), test: partOf(set, cut, set.length) };
}
