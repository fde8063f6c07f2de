import path from 'node:path';
import { type FileSamples, fileSamples } from '../../data';
import { filesOf, firstFile, type SampleFiles } from '../../data/files/sampleFiles';
import { lastQuarter } from './holdOut';

/**
 * Windows of sequences that have no parts of their own. Of several sequences the last quarter is for tests; of a single
 * one the last quarter of its windows, and those to train on share no frame with them.
 * @param windows to train on, which may overlap
 * @param tests of the same sequences, which don't
 */
export function holdOutWindows(
  windows: FileSamples,
  tests: FileSamples,
): { training: FileSamples; test: FileSamples } {
  const sequences = [...new Set(tests.files.map(sequenceOf))];
  if (sequences.length < 2) return holdOutOfOne(windows, tests);
  const cut = lastQuarter(sequences.length, tests.description);
  const heldOut = new Set(sequences.slice(cut));
  const [first, last] = [`the first ${cut}`, `the last ${heldOut.size}`];
  const of = `of ${sequences.length} sequences`;
  return {
    training: chosen(windows, (files) => !heldOut.has(sequenceOf(files)), `${first} ${of}`),
    test: chosen(tests, (files) => heldOut.has(sequenceOf(files)), `${last} ${of}`),
  };
}

function holdOutOfOne(
  windows: FileSamples,
  tests: FileSamples,
): { training: FileSamples; test: FileSamples } {
  const heldOut = new Set(tests.files.slice(lastQuarter(tests.length, tests.description)));
  const frames = new Set([...heldOut].flatMap(filesOf));
  const isApart = (files: SampleFiles): boolean => !filesOf(files).some((frame) => frames.has(frame));
  return {
    training: chosen(windows, isApart, 'which share no frame with the tests'),
    test: chosen(tests, (files) => heldOut.has(files), 'the last quarter'),
  };
}

function chosen(set: FileSamples, isIn: (files: SampleFiles) => boolean, which: string): FileSamples {
  const files = set.files.filter(isIn);
  return fileSamples(files, set.degradation, `${set.description}, ${files.length} of them: ${which}`);
}

const sequenceOf = (files: SampleFiles): string => path.dirname(firstFile(files));
