import type { Degradation } from '../degradation';
import { type PackedSample, packSample } from '../packedSamples';
import { readSample } from './readSample';
import type { SampleFiles } from './sampleFiles';

/** Reads a sample into 8 bits. */
export async function readPacked({
  files,
  settings,
}: {
  files: SampleFiles;
  settings: Degradation;
}): Promise<PackedSample> {
  return packSample(await readSample(files, settings), settings.scale);
}
