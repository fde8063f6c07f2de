import { readImage } from '../imageFile';

/** Which frames of a sequence these images are, both in time order. */
export interface FindJob {
  images: string[];
  frames: string[];
  /** About how many frames lie between two images. */
  spacing: number;
}

/**
 * The index of the frame that equals each image, pixel by pixel. The frame is expected as far after the one before as
 * `spacing`, and looked for outwards from there: names do not tell in GOPRO.
 * @throws an Error that names an image that equals no frame
 */
export async function findFrames({ images, frames, spacing }: FindJob): Promise<number[]> {
  const found: number[] = [];
  for (const image of images) {
    const expected = found.length > 0 ? found.at(-1)! + spacing : Math.floor(spacing / 2);
    const wanted = await readImage(image);
    let match: number | undefined;
    for (const index of outwards(expected, frames.length)) {
      const { width, height, data } = await readImage(frames[index]!);
      if (width !== wanted.width || height !== wanted.height || !bytesOf(data).equals(bytesOf(wanted.data)))
        continue;
      match = index;
      break;
    }
    if (match === undefined)
      throw new Error(
        `none of the ${frames.length} frames from ${frames[0]} on equals ${image}: check that both folders are of the same release of GOPRO`,
      );
    found.push(match);
  }
  return found;
}

const bytesOf = (data: Float32Array): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** All indices below `count`, the nearest to `start` first. */
function outwards(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => i).sort((a, b) => Math.abs(a - start) - Math.abs(b - start));
}
