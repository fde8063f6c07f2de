import { type FileSamples, fileSamples } from '../../data';

/** The samples from `start` to before `end`, with a description that says so. */
export function partOf(set: FileSamples, start: number, end: number): FileSamples {
  const files = set.files.slice(start, end);
  if (files.length === set.length) return set;
  const which = `samples ${start + 1} to ${start + files.length} of ${set.length}`;
  return fileSamples(files, set.degradation, `${set.description}, ${which}`);
}

/** A set of images without parts of its own: the last quarter, at least one, is for tests. */
export function holdOut(set: FileSamples): { training: FileSamples; test: FileSamples } {
  const cut = lastQuarter(set.length, set.description);
  return { training: partOf(set, 0, cut), test: partOf(set, cut, set.length) };
}

/**
 * Where the last quarter begins, at least one.
 * @throws RangeError where there is nothing to divide
 */
export function lastQuarter(count: number, description: string): number {
  if (count > 1) return count - Math.max(1, Math.floor(count / 4));
  throw new RangeError(
    `${description}: one sample can't be both for training and for tests. Give more, or folders train/ and test/.`,
  );
}
