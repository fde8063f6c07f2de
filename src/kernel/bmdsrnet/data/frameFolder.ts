import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { FRAME_COUNT, type SampleSet, type Scale } from '../types';
import type { SynthesisOptions } from './degradation';
import { readImage } from './imageFile';
import { type PackedSample, packedSampleSet, packSample } from './packedSamples';
import { makeSample } from './synthesis';

export interface FrameFolderOptions extends SynthesisOptions {
  scale: Scale;
  /** Frames from the start of one window to the start of the next. Default 7, so that windows do not share frames. */
  stride?: number;
  /** Take at most this many windows of each sequence. */
  limit?: number;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

const IMAGE = /\.(png|jpe?g|webp|tiff?|bmp)$/i;

/**
 * Samples from consecutive sharp frames on disk: windows of seven, degraded as in the paper. The folder holds the
 * numbered frames of one sequence, or sub-folders that do (the layout of GOPRO_Large_all).
 */
export async function frameFolderSamples(folder: string, options: FrameFolderOptions): Promise<SampleSet> {
  const { scale, stride = FRAME_COUNT, limit = Number.POSITIVE_INFINITY, gamma = 1 } = options;
  const { signal, onProgress } = options;
  if (!Number.isInteger(stride) || stride < 1)
    throw new RangeError(`stride must be a whole number from 1, not ${stride}`);
  const windows = (await sequences(folder)).flatMap((files) => windowsOf(files, stride).slice(0, limit));
  if (windows.length === 0) {
    throw new Error(
      `${folder} holds no sequence of at least ${FRAME_COUNT} frames: it needs numbered images such as 000.png, 001.png, directly or one folder below`,
    );
  }
  const samples: PackedSample[] = [];
  for (const files of windows) {
    signal?.throwIfAborted();
    const frames = await Promise.all(files.map((file) => readImage(file)));
    samples.push(packSample(makeSample(frames, scale, options), scale));
    onProgress?.(samples.length, windows.length);
  }
  const name = path.basename(path.resolve(folder));
  return packedSampleSet(
    samples,
    scale,
    `${samples.length} windows of 7 frames from ${name}, x${scale}, blur = mean${gamma === 1 ? '' : ` in linear light (gamma ${gamma})`}`,
  );
}

/** The frames of each sequence in order. */
async function sequences(folder: string): Promise<string[][]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: Error) => {
    throw new Error(`the folder of frames ${folder} cannot be listed: check the path (${cause.message})`, {
      cause,
    });
  });
  const frames = sortedByNumber(
    entries.filter((entry) => entry.isFile() && IMAGE.test(entry.name)).map(({ name }) => name),
  );
  if (frames.length > 0) return [frames.map((name) => path.join(folder, name))];
  const folders = sortedByNumber(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
  return Promise.all(
    folders.map(async (name) => {
      const files = await readdir(path.join(folder, name));
      return sortedByNumber(files.filter((file) => IMAGE.test(file))).map((file) =>
        path.join(folder, name, file),
      );
    }),
  );
}

function windowsOf(files: readonly string[], stride: number): string[][] {
  const windows: string[][] = [];
  for (let first = 0; first + FRAME_COUNT <= files.length; first += stride) {
    windows.push(files.slice(first, first + FRAME_COUNT));
  }
  return windows;
}

function sortedByNumber(names: readonly string[]): string[] {
  return names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
