import type { RestorationNetwork, RgbImage, Scale } from '../../types';
import { clip, type RestoreOptions, restoreOnly } from '../restore';

interface Named {
  /** What its row is called. */
  name: string;
  /** Trainings of one method with several seeds share this name: the paper's tables print their mean and spread. */
  replicateOf?: string;
}

/** A network, of this project or the user's own. */
export interface NetworkMethod extends Named {
  network: RestorationNetwork;
}

/** A function from an LR to an HR image in [0, 1], such as `bicubic` or a fitted linear filter. */
export interface UpsampleMethod extends Named {
  upsample(image: RgbImage, scale: Scale): RgbImage | Promise<RgbImage>;
  /** Learned numbers in it, where it has any. */
  parameters?: number;
}

/**
 * Images that another program made from the same LR images: a folder of files. They are matched with the samples by
 * name where the names fit (`GOPR0384_11_00_000100.png` or `GOPR0384_11_00/000100.png`), else taken in order of name.
 */
export interface ImportedMethod extends Named {
  results: string;
}

/**
 * A row of a comparison: a network, a function that enlarges an image, or a folder of results from another
 * program.
 */
export type Method = NetworkMethod | UpsampleMethod | ImportedMethod;

/** What a method made of one LR image. */
export interface MethodOutput {
  /** HR image in [0, 1]. */
  output: RgbImage;
  /** Seven LR frames in time order; empty where the method has none. */
  frames: RgbImage[];
  /** Null where it was not measured here. */
  seconds: number | null;
}

/** Runs a method that computes, on one LR image. */
export async function runMethod(
  method: NetworkMethod | UpsampleMethod,
  image: RgbImage,
  scale: Scale,
  options: RestoreOptions,
): Promise<MethodOutput> {
  if ('network' in method) return restoreOnly(method.network, image, options);
  const started = performance.now();
  const made = await method.upsample(image, scale);
  const seconds = (performance.now() - started) / 1000;
  if (!made.data.every(Number.isFinite))
    throw new Error(`${method.name} gave values that are not numbers (NaN or infinite)`);
  // A copy: what a function of the user gave stays as it is.
  return { output: clip({ ...made, data: made.data.slice() }), frames: [], seconds };
}

/** @throws RangeError where the output has not the size of the ground truth */
export function requireSize(name: string, image: RgbImage, truth: RgbImage): void {
  if (image.width === truth.width && image.height === truth.height) return;
  throw new RangeError(
    `${name} gave an image of ${image.width}x${image.height} pixels where the ground truth has ${truth.width}x${truth.height}: check its scale`,
  );
}
