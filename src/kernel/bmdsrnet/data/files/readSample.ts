import type { RgbImage, Sample } from '../../types';
import type { Degradation } from '../degradation';
import { readImage } from '../imageFile';
import type { Region } from '../region';
import { planShrinking, type Shrinking, shrunkSize } from '../shrink';
import { degradeFrames, degradePair } from '../synthesis';
import { filesOf, type SampleFiles } from './sampleFiles';

/** Chooses a part of an LR image of this size. */
export type ChooseRegion = (width: number, height: number) => Region;

const whole: ChooseRegion = (width, height) => ({ left: 0, top: 0, width, height });

/**
 * Reads the files of a sample and makes what is not in them. Of a part only that part is made; it comes out as it
 * would be cut from the whole.
 * @throws an Error that names the file: missing, unreadable, not of the size of the others
 */
export async function readSample(files: SampleFiles, settings: Degradation, choose = whole): Promise<Sample> {
  if (files.kind === 'finished') return readFinished(files, settings.scale, choose);
  let plan: Shrinking | undefined;
  const box: ChooseRegion = (width, height) => {
    const lr = shrunkSize(width, height, settings.scale);
    plan ??= planShrinking(width, height, settings.scale, {
      region: choose(lr.width, lr.height),
      arithmetic: settings.arithmetic,
    });
    return plan.box;
  };
  const images = await readAlike(filesOf(files), box);
  if (!plan) throw new RangeError(`${files.name} has no files`);
  if (files.kind === 'window') return degradeFrames(images, plan, settings);
  return degradePair(images[0]!, images.slice(1, -1), images.at(-1)!, plan);
}

async function readFinished(
  { blurred, sharp, frames }: Extract<SampleFiles, { kind: 'finished' }>,
  scale: number,
  choose: ChooseRegion,
): Promise<Sample> {
  let part: Region | undefined;
  let lrSize = { width: 0, height: 0 };
  const [lr, ...lrFrames] = await readAlike([blurred, ...frames], (width, height) => {
    lrSize = { width, height };
    part ??= choose(width, height);
    return part;
  });
  const hr = await readPart(sharp, (width, height) => {
    if (!part || width !== lrSize.width * scale || height !== lrSize.height * scale) {
      throw new Error(
        `${sharp} is ${width}x${height}, but for x${scale} it must be ${lrSize.width * scale}x${lrSize.height * scale}, ` +
          `${scale} times ${blurred} (${lrSize.width}x${lrSize.height}): check the scale, or crop the HR image`,
      );
    }
    return {
      left: part.left * scale,
      top: part.top * scale,
      width: part.width * scale,
      height: part.height * scale,
    };
  });
  return { blurred: lr!, frames: lrFrames, sharp: hr };
}

/** Reads images that must have one size, cut to a part that is chosen once that size is known. */
async function readAlike(files: readonly string[], region: ChooseRegion): Promise<RgbImage[]> {
  let first: { file: string; width: number; height: number } | undefined;
  return Promise.all(
    files.map((file) =>
      readPart(file, (width, height) => {
        first ??= { file, width, height };
        if (width !== first.width || height !== first.height) {
          throw new Error(
            `${file} is ${width}x${height}, but ${first.file} of the same sample is ${first.width}x${first.height}: ` +
              'all images of a sample must have one size; extract or crop them again',
          );
        }
        return region(width, height);
      }),
    ),
  );
}

/** Without the notes of `readImage`: a sample is only its pictures. */
async function readPart(file: string, region: ChooseRegion): Promise<RgbImage> {
  const { width, height, data } = await readImage(file, { region });
  return { width, height, data };
}
