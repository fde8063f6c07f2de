import path from 'node:path';
import { fileSamples } from '../../data';
import { isFileSamples } from '../../data/files/fileSamples';
import {
  compareMethods,
  comparisonTable,
  type Method,
  type MethodComparison,
  type ResultTable,
  writeTable,
} from '../../evaluation';
import type { Protocol } from '../../metrics';
import type { SampleSource } from '../../types';
import { fingerprint } from '../config/fingerprint';
import { describeNetwork, writeConfig } from '../config/writeConfig';
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
 * the seven frames where a method recovers them. Only the samples that are drawn are restored and measured; the table
 * `x<scale>-methods.{csv,md,tex}` of them and `config.json` stand beside the figures.
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
  const place = path.resolve(out);
  await writeConfig(place, {
    methods: methods.map(describeMethod),
    settings: { samples: indexes, protocol: protocolsFor(set.scale, protocol).protocol },
    data: await fingerprint(set),
  });
  const compared = await compareMethods(methods, chosen(set, indexes), {
    protocol: protocolsFor(set.scale, protocol).protocol,
    keep: indexes.map((_, k) => k),
    signal,
    ...(onProgress && { onProgress }),
  });
  await writeTable(path.join(place, `x${set.scale}-methods`), ofSamples(comparisonTable(compared), indexes));
  return drawFigures(numberedAsInSet(compared, indexes), place);
}

function ofSamples(table: ResultTable, indexes: readonly number[]): ResultTable {
  const which = `Of the set only what is drawn is measured: sample ${indexes.join(', ')}, counted from 0.`;
  return { ...table, notes: [...table.notes, which] };
}

function describeMethod(method: Method): Record<string, unknown> {
  const { name } = method;
  if ('network' in method) return { ...describeNetwork(method.network), name };
  return 'results' in method ? { name, results: method.results } : { name };
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
