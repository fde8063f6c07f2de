import path from 'node:path';
import type { Scale } from '../../types';
import { degradation, describeShrinking, type SynthesisOptions } from '../degradation';
import { type FileSamples, fileSamples } from './fileSamples';
import { type Listing, listFolder, videoAdvice } from './folder';
import type { SampleFiles } from './sampleFiles';

/** Of `folderPair`. */
export interface FolderPairOptions {
  scale: Scale;
  /** Name of the folder of LR images. Default `lr`. */
  lr?: string;
  /** Name of the folder of HR images. Default `hr`. */
  hr?: string;
}

/**
 * Pairs of LR and HR images made elsewhere: two folders whose files have the same names but for the ending. Samples
 * have no frames. Sizes are checked when an image is read: HR must be `scale` times LR.
 * @throws an Error that names the folder or file: missing, without images, without its partner
 */
export async function folderPair(folder: string, options: FolderPairOptions): Promise<FileSamples> {
  const { scale, lr = 'lr', hr = 'hr' } = options;
  const settings = degradation(scale);
  const top = await listFolder(folder, `the folder with ${lr}/ and ${hr}/`);
  const missing = [lr, hr].filter((name) => !top.folders.includes(name));
  if (missing.length > 0) {
    throw new Error(
      `${folder} holds no folder ${missing.map((name) => `"${name}"`).join(' and no ')}: it needs ${lr}/ and ${hr}/ with LR and HR ` +
        `images of the same names; name yours with the options lr and hr, or use sharpFolder for HR images alone.${videoAdvice(folder, top)}`,
    );
  }
  const low = await imagesByName(folder, lr);
  const high = await imagesByName(folder, hr);
  const lone = [
    ...[...low]
      .filter(([name]) => !high.has(name))
      .map(([, file]) => `${lr}/${file} has no partner in ${hr}/`),
    ...[...high]
      .filter(([name]) => !low.has(name))
      .map(([, file]) => `${hr}/${file} has no partner in ${lr}/`),
  ];
  if (lone.length > 0) {
    throw new Error(
      `${folder}: ${lone.slice(0, 3).join(', ')}${lone.length > 3 ? ` and ${lone.length - 3} more` : ''}. ` +
        'Partners have the same name but for the ending, such as lr/0001.png and hr/0001.jpg.',
    );
  }
  const files = [...low].map(
    ([name, file]): SampleFiles => ({
      kind: 'finished',
      name,
      blurred: path.join(folder, lr, file),
      sharp: path.join(folder, hr, high.get(name)!),
      frames: [],
    }),
  );
  return fileSamples(
    files,
    settings,
    `${files.length} pairs of ${nameOf(folder)}/${lr} and ${hr}, x${scale}`,
  );
}

/** Of `sharpFolder`. */
export interface SharpFolderOptions extends Pick<SynthesisOptions, 'arithmetic'> {
  scale: Scale;
}

/**
 * Sharp images of any sizes: plain super-resolution. LR images are made by MATLAB bicubic, without blur, when asked
 * for; samples have no frames.
 * @throws an Error that names the folder: missing, without images
 */
export async function sharpFolder(folder: string, options: SharpFolderOptions): Promise<FileSamples> {
  const settings = degradation(options.scale, options);
  const images = await imagesByName(folder, '.');
  const files = [...images].map(
    ([name, file]): SampleFiles => ({ kind: 'sharp', name, sharp: path.join(folder, file) }),
  );
  return fileSamples(
    files,
    settings,
    `${files.length} sharp images of ${nameOf(folder)}, ${describeShrinking(settings)}, no blur`,
  );
}

const nameOf = (folder: string): string => path.basename(path.resolve(folder));

/** The images of a folder by name without ending. */
async function imagesByName(folder: string, part: string): Promise<Map<string, string>> {
  const place = path.join(folder, part);
  const listing = await listFolder(place, 'the folder of images');
  if (listing.images.length === 0) throw new Error(withoutImages(place, listing));
  const images = new Map(listing.images.map((file) => [path.parse(file).name, file]));
  if (images.size === listing.images.length) return images;
  const twice = listing.images.find((file) => images.get(path.parse(file).name) !== file)!;
  throw new Error(
    `${place} holds ${twice} and ${images.get(path.parse(twice).name)}, which differ only in their ending: rename one of them`,
  );
}

function withoutImages(folder: string, listing: Listing): string {
  const found = [...listing.folders, ...listing.others].slice(0, 3).join(', ');
  return (
    `${folder} holds no images (PNG, JPEG, WebP, TIFF or BMP)${found ? `, but ${found}` : ': it is empty'}.` +
    `${videoAdvice(folder, listing)}`
  );
}
