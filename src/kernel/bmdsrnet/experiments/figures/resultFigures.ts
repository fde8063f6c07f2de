import path from 'node:path';
import { fileSamples } from '../../data';
import { isFileSamples } from '../../data/files/fileSamples';
import { compareMethods, type Method, type MethodComparison } from '../../evaluation';
import type { Protocol } from '../../metrics';
import type { SampleSource } from '../../types';
import { type ProtocolName, protocolsFor } from '../protocols';
import { drawFigures, evenly } from './drawFigures';

/** Of `resultFigures`. */
export interface ResultFigureOptions {
  /** Indexes in the set, or how many to take evenly. Default 3. */
  samples?: number | readonly number[];
  /** Default `paper`. */
  protocol?: ProtocolName | Protocol;
  /** Default `figures`. */
  out?: string;
  signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

/**
 * Figures like Figs. 7 to 10: each sample restored by every method, with PSNR and SSIM and enlarged parts, and a strip of
 * the seven frames where a method recovers them. Only the samples that are drawn are restored.
 * @returns paths of the PNG files
 */
export async function resultFigures(
  methods: readonly Method[],
  set: SampleSource,
  { samples = 3, protocol, out = 'figures', signal, onProgress }: ResultFigureOptions = {},
): Promise<string[]> {
  const indexes = typeof samples === 'number' ? evenly(samples, set.length) : samples;
  const outside = indexes.find((index) => !Number.isInteger(index) || index < 0 || index >= set.length);
  if (outside !== undefined)
    throw new RangeError(`There is no sample ${outside}: the set has ${set.length}, counted from 0.`);
  if (indexes.length === 0) throw new RangeError('There is no sample to draw: ask for at least one.');
  const compared = await compareMethods(methods, chosen(set, indexes), {
    protocol: protocolsFor(set.scale, protocol).protocol,
    keep: indexes.map((_, k) => k),
    signal,
    ...(onProgress && { onProgress }),
  });
  return drawFigures(numberedAsInSet(compared, indexes), path.resolve(out));
}

/** Files keep their names, by which the images of other programs are found. */
function chosen(set: SampleSource, indexes: readonly number[]): SampleSource {
  if (isFileSamples(set))
    return fileSamples(
      indexes.map((index) => set.files[index]!),
      set.degradation,
      set.description,
    );
  return { ...set, length: indexes.length, at: (k) => set.at(indexes[k]!) };
}

function numberedAsInSet(compared: MethodComparison, indexes: readonly number[]): MethodComparison {
  const numbered = <T extends { index: number }>(item: T): T => ({ ...item, index: indexes[item.index]! });
  return {
    ...compared,
    methods: compared.methods.map((method) => ({ ...method, images: method.images.map(numbered) })),
    pictures: compared.pictures.map(numbered),
  };
}
