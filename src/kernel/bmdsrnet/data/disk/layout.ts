/** The file with settings and hashes of a set on disk. */
export const MANIFEST = 'manifest.json';
/** Samples that are finished while others are not, one JSON object a line. */
export const JOURNAL = 'finished.jsonl';

/**
 * Where the images of a sample lie, from the set's folder with `/`: `blurred/` and `sharp/` are by themselves a
 * folder pair of LR and HR images with matching names; LR frames are numbered from 1 as in the paper.
 */
export function sampleFilesIn(
  name: string,
  frames: number,
): { blurred: string; frames: string[]; sharp: string } {
  return {
    blurred: `blurred/${name}.png`,
    frames: Array.from({ length: frames }, (_, i) => `frames/${name}/${i + 1}.png`),
    sharp: `sharp/${name}.png`,
  };
}
