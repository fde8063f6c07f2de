/**
 * Which files one sample comes from, and how; plain data, so that it can be sent to a thread.
 * - `window`: seven consecutive sharp HR frames; blur and LR images are made.
 * - `blurredPair`: a blurred and a sharp HR image, with or without the seven sharp HR frames; LR images are made.
 * - `sharp`: one sharp HR image; the LR image is made from it without blur, there are no frames.
 * - `finished`: LR image, HR image and seven LR frames or none; nothing is made.
 */
export type SampleFiles = { name: string } & (
  | { kind: 'window'; frames: string[] }
  | { kind: 'blurredPair'; blurred: string; sharp: string; frames?: string[] }
  | { kind: 'sharp'; sharp: string }
  | { kind: 'finished'; blurred: string; sharp: string; frames: string[] }
);

/** The file by which a sample is named in messages: its blurred image, or the first of those it is made from. */
export function firstFile(sample: SampleFiles): string {
  return filesOf(sample)[0]!;
}

/** All files of a sample. */
export function filesOf(sample: SampleFiles): string[] {
  switch (sample.kind) {
    case 'window':
      return sample.frames;
    case 'sharp':
      return [sample.sharp];
    case 'blurredPair':
      return [sample.blurred, ...(sample.frames ?? []), sample.sharp];
    case 'finished':
      return [sample.blurred, sample.sharp, ...sample.frames];
  }
}
