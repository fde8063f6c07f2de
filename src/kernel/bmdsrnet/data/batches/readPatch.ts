import type { Degradation } from '../degradation';
import { readSample } from '../files/readSample';
import type { SampleFiles } from '../files/sampleFiles';
import { viewRandom } from './draw';
import { cutPatch, drawView, type Patch, type View } from './view';

/** Plain data, so that it can be sent to a thread. */
export interface PatchJob {
  files: SampleFiles;
  settings: Degradation;
  side: number;
  augment: boolean;
  seed: number;
  step: number;
  n: number;
}

/** Reads, degrades and turns only the part of a sample that a batch shows. */
export async function readPatch({ files, settings, side, augment, seed, step, n }: PatchJob): Promise<Patch> {
  let view: View | undefined;
  const part = await readSample(files, settings, (width, height) => {
    view = drawView(viewRandom(seed, step, n), { width, height }, side, augment, files.name);
    return { left: view.left, top: view.top, width: side, height: side };
  });
  return cutPatch(part, { ...view!, left: 0, top: 0 }, settings.scale);
}
