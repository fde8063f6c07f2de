import path from 'node:path';
import { type FileSamples, fileSamples } from '../files/fileSamples';
import type { SampleFiles } from '../files/sampleFiles';
import { MANIFEST } from './layout';
import { readManifest } from './manifest';
import type { WrittenSample } from './writeSample';

/** The set that `synthesise` wrote to a folder, read sample by sample when asked for. */
export async function synthesised(folder: string): Promise<FileSamples> {
  const manifest = await readManifest(folder);
  if (!manifest) {
    throw new Error(
      `${folder} holds no ${MANIFEST}: give the folder that synthesise wrote, or use folderPair for LR and HR images made elsewhere`,
    );
  }
  if (!manifest.complete) {
    throw new Error(`${folder} is not complete: call synthesise with the same settings again, it goes on`);
  }
  return fileSamples(
    manifest.samples.map((sample) => finishedFiles(folder, sample)),
    manifest.settings,
    manifest.source.description,
  );
}

function finishedFiles(folder: string, { name, files }: WrittenSample): SampleFiles {
  const under = (part: string): string[] =>
    files.filter((file) => file.path.startsWith(`${part}/`)).map((file) => path.join(folder, file.path));
  const [blurred, frames, sharp] = [under('blurred'), under('frames'), under('sharp')];
  return { kind: 'finished', name, blurred: blurred[0]!, frames, sharp: sharp[0]! };
}
