import { createHash } from 'node:crypto';
import type { SampleSource } from '../../types';

/** What tells a set from another one; plain data. */
export interface SetFingerprint {
  description: string;
  samples: number;
  /** LR frames of a sample: seven, or none. */
  frames: number;
  /** SHA-256 of the pixels of the first, the middle and the last sample. */
  pixels: string;
}

/** Looks at pixels too: two sets may have one description. Where a set lies does not matter. */
export async function fingerprint(set: SampleSource): Promise<SetFingerprint> {
  const hash = createHash('sha256');
  const wanted = new Set([0, Math.floor(set.length / 2), set.length - 1]);
  let frames = 0;
  for (const index of wanted) {
    if (index < 0) continue;
    const { blurred, sharp, frames: found } = await set.at(index);
    frames = found.length;
    for (const { width, height, data } of [blurred, sharp]) {
      hash.update(`${width}x${height} `);
      hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  }
  return { description: set.description, samples: set.length, frames, pixels: hash.digest('hex') };
}

/** How a set differs from one of an earlier call, in words; empty where it does not. */
export function changesOf(before: SetFingerprint, now: SetFingerprint): string[] {
  if (before.description !== now.description)
    return [`was "${before.description}" and is "${now.description}"`];
  if (before.samples !== now.samples) return [`had ${before.samples} samples and has ${now.samples}`];
  return before.pixels === now.pixels
    ? []
    : [`is called the same, "${now.description}", but its images are others`];
}
