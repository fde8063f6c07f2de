import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe } from 'vitest';
import { fromBytes } from '../../../../src/kernel/bmdsrnet/data/levels';
import type { RgbImage } from '../../../../src/kernel/bmdsrnet/types';

/** Shared test data lies beside the repository and is never part of it. */
const folder = path.resolve(import.meta.dirname, '../../../../../shared/data');

export const sharedPath = (...parts: string[]): string => path.join(folder, ...parts);

/** A suite that needs the shared data; skipped, with the reason in its title, where that is absent. */
export function describeWithSharedData(title: string, suite: () => void): void {
  if (existsSync(folder)) describe(title, suite);
  else describe.skip(`${title} (skipped: no ../shared/data beside the repository)`, suite);
}

export function readJson<T>(...parts: string[]): T {
  return JSON.parse(readFileSync(sharedPath(...parts), 'utf8')) as T;
}

/** An 8-bit picture, read without the code under test; greyscale becomes three equal channels. */
export async function readShared(...parts: string[]): Promise<RgbImage> {
  const { data, info } = await sharp(sharedPath(...parts))
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return fromBytes(data, info.width, info.height);
}

/** How many samples differ by more than the rounding of Float32. */
export function differingSamples(a: RgbImage, b: RgbImage): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY;
  return a.data.reduce((count, value, i) => count + (Math.abs(value - b.data[i]!) > 1e-6 ? 1 : 0), 0);
}
