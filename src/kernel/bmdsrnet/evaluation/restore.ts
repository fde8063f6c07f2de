import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { isOutOfMemory, type Values } from '../../compute';
import { bicubic } from '../data';
import { FRAME_COUNT, type RestorationNetwork, type RgbImage } from '../types';
import { type ForwardPass, forwardPassOf } from './forwardPass';
import { blend, cutOut } from './tilePixels';
import { planTiles, type Span, type TilePlan, tileSize } from './tiles';

const DEFAULT_BYTES = 2 ** 31;

/** Of `restore`. */
export interface RestoreOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((tilesDone: number, tiles: number) => void) | undefined;
  /**
   * Tensor memory that one forward pass may take, in bytes, and that graphs of earlier images may keep; larger images are
   * cut into tiles. Default 2 GiB.
   */
  maxBytes?: number | undefined;
  /** LR pixels of one tile, instead of `maxBytes`. */
  maxPixels?: number | undefined;
  /** Least overlap of tiles in LR pixels, from 32. Default 48. */
  overlap?: number | undefined;
}

/** What `restore` gives for one image. */
export interface Restoration {
  /** HR image from the network, in [0, 1]. */
  output: RgbImage;
  /** The seven LR frames from the network in time order, in [0, 1]; empty if it does not recover frames. */
  frames: RgbImage[];
  /** HR image by MATLAB bicubic alone, for comparison, in [0, 1]. */
  bicubic: RgbImage;
  /** Tiles it took; 1 is the image as a whole. */
  tiles: number;
  /** Time from the LR image to the HR image in memory, without reading, bicubic and the first measurement of memory. */
  seconds: number;
  /** HR megapixels a second. */
  megapixelsPerSecond: number;
}

/**
 * Deblurs and super-resolves one LR image of any size. The image is padded by reflection to the network's multiple
 * and taken whole; only where memory would not do is it cut into overlapping tiles that are blended.
 * @throws Error when the network gives NaN or infinite values, or images of another size than it should
 */
export async function restore(
  network: RestorationNetwork,
  image: RgbImage,
  options: RestoreOptions = {},
): Promise<Restoration> {
  const restored = await restoreOnly(network, image, options);
  return { ...restored, bicubic: clip(bicubic(image, network.scale)) };
}

/** `restore` for callers that have their own bicubic image, or need none. */
export async function restoreOnly(
  network: RestorationNetwork,
  image: RgbImage,
  options: RestoreOptions,
): Promise<Omit<Restoration, 'bicubic'>> {
  const { signal, maxBytes = DEFAULT_BYTES, overlap = 48 } = options;
  const { width, height } = image;
  if (width < 1 || height < 1 || image.data.length !== width * height * 3) {
    throw new RangeError(`not an RGB image: ${width}x${height} pixels with ${image.data.length} values`);
  }
  if (!allFinite(image.data))
    throw new RangeError('the image to restore holds values that are not numbers (NaN or infinite)');
  if (overlap < 32)
    throw new RangeError(`tiles must overlap by at least 32 pixels to hide their seams, not ${overlap}`);
  signal?.throwIfAborted();
  const { multiple } = network;
  const padded = (size: number): number => Math.ceil(size / multiple) * multiple;
  const pass = forwardPassOf(network);
  return pass.during(async () => {
    signal?.throwIfAborted();
    const perPixel = await pass.memoryPerPixel();
    const tilesOf = (maxPixels: number): TilePlan =>
      planTiles(padded(width), padded(height), { maxPixels, overlap, multiple });
    const maxPixels = options.maxPixels ?? Math.floor(maxBytes / perPixel);
    let plan = tilesOf(maxPixels);
    const { pixels } = tileSize(plan);
    if (pixels > maxPixels) pass.say(beyondBudget(plan, perPixel * pixels, perPixel * maxPixels, overlap));
    for (;;) {
      try {
        return await restoreTiles(network, pass, image, plan, options);
      } catch (error) {
        const smaller = tilesOf(Math.floor(tileSize(plan).pixels / 2));
        if (!isOutOfMemory(error) || tileSize(smaller).pixels >= tileSize(plan).pixels) throw error;
        pass.say(
          `did not get the memory for tiles of ${sides(plan)}; it goes on with tiles of ${sides(smaller)}.`,
        );
        plan = smaller;
      }
    }
  });
}

const sides = (plan: TilePlan): string => `${tileSize(plan).width}x${tileSize(plan).height} pixels`;

function beyondBudget(plan: TilePlan, bytes: number, budget: number, overlap: number): string {
  const mebibytes = (n: number): string => `${Math.ceil(n / 2 ** 20)} MiB`;
  return (
    `needs about ${mebibytes(bytes)} for tiles of ${sides(plan)}, the smallest that an overlap of ${overlap} pixels allows; ` +
    `${mebibytes(budget)} were given. ${overlap > 32 ? 'Lower `overlap` (to 32 at least), or r' : 'R'}aise \`maxBytes\`.`
  );
}

async function restoreTiles(
  network: RestorationNetwork,
  pass: ForwardPass,
  image: RgbImage,
  { rows, columns }: TilePlan,
  { signal, onProgress, maxBytes = DEFAULT_BYTES }: RestoreOptions,
): Promise<Omit<Restoration, 'bicubic'>> {
  const { width, height } = image;
  const { scale } = network;
  const started = performance.now();
  const output = blank(width * scale, height * scale);
  let frames: RgbImage[] = [];
  const tiles = rows.length * columns.length;
  let done = 0;
  for (const row of rows) {
    for (const column of columns) {
      const restored = await restoreTile(network, pass, image, column, row, maxBytes);
      blend(output, restored.output, column, row, scale, 0, 3);
      if (restored.frames) {
        if (done === 0) frames = Array.from({ length: FRAME_COUNT }, () => blank(width, height));
        for (const [i, frame] of frames.entries())
          blend(frame, restored.frames, column, row, 1, 3 * i, 3 * FRAME_COUNT);
      }
      done += 1;
      onProgress?.(done, tiles);
      await nextTurn();
      signal?.throwIfAborted();
    }
  }
  const seconds = (performance.now() - started) / 1000;
  const megapixelsPerSecond = (output.width * output.height) / 1e6 / seconds;
  return { output: clip(output), frames: frames.map(clip), tiles, seconds, megapixelsPerSecond };
}

async function restoreTile(
  network: RestorationNetwork,
  pass: ForwardPass,
  image: RgbImage,
  column: Span,
  row: Span,
  maxBytes: number,
): Promise<{ output: Float32Array; frames: Float32Array | undefined }> {
  const [h, w, s] = [row.length, column.length, network.scale];
  const { output, frames } = await pass.run(
    { shape: [1, h, w, 3], data: cutOut(image, column, row) },
    maxBytes,
  );
  return {
    output: valuesOf(network, 'output', output, [1, s * h, s * w, 3]),
    frames: frames && valuesOf(network, 'frames', frames, [1, h, w, 3 * FRAME_COUNT]),
  };
}

function valuesOf(
  network: RestorationNetwork,
  name: 'output' | 'frames',
  { shape, data }: Values,
  wanted: number[],
): Float32Array {
  if (!tf.util.arraysEqual([...shape], wanted))
    throw new Error(
      `${network.name} gave \`${name}\` as [${shape}] where [${wanted}] is needed: correct its forward(), scale or multiple`,
    );
  if (!allFinite(data))
    throw new Error(
      `the network ${network.name} gave values that are not numbers: its training diverged. Train it again with a lower learning rate or gradient clipping, or load an earlier checkpoint.`,
    );
  return data as Float32Array; // networks compute in float32
}

/** A loop over the sum: `every` with a callback takes a second for ten megapixels. */
function allFinite(data: Values['data']): boolean {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += 0 * data[i]!;
  return sum === 0;
}

function blank(width: number, height: number): RgbImage {
  return { width, height, data: new Float32Array(width * height * 3) };
}

/** Clips to [0, 1] in place. */
export function clip(image: RgbImage): RgbImage {
  const { data } = image;
  for (let i = 0; i < data.length; i++) data[i] = Math.min(1, Math.max(0, data[i]!));
  return image;
}
