import path from 'node:path';
import { createBicubic, createMSRResNet, fitLinearUpsampler } from '../baselines';
import { writeWhole } from '../data/writeWhole';
import {
  compareMethods,
  comparisonTable,
  type Method,
  type MethodComparison,
  perImageCsv,
  type ResultTable,
  sequenceTable,
  table5,
  table6,
  writeTable,
} from '../evaluation';
import { type Protocol, standardProtocol } from '../metrics';
import { createBMDSRNet, type Preset } from '../networks';
import type { StepReport } from '../training';
import type { RestorationNetwork, SampleSource, Scale } from '../types';
import { type ExperimentData, proceduralData } from './data';
import { experimentFolder, writeJson } from './experimentFolder';
import { type ExperimentTraining, trainOn } from './trainOn';

/** Rows of a comparison. Those that learn are trained on the same data for the same number of steps. */
export const METHODS = ['bicubic', 'linear', 'MSRResNet', 'SRNet', 'BMDSRNet'] as const;
/** A method that `comparison` trains or makes by itself. */
export type MethodName = (typeof METHODS)[number];

/** Of `comparison`. */
export interface ComparisonOptions extends ExperimentTraining {
  /** Default: the embedded procedural scenes. */
  data?: ExperimentData;
  /** Of SRNet and BMDSRNet; MSRResNet gets as many channels and blocks as their CoreNet. Default `tiny`. */
  preset?: Preset;
  /** Default 2, 3 and 4. */
  scales?: readonly Scale[];
  /** Default: all. */
  methods?: readonly MethodName[];
  /** More rows, such as networks that are trained already, or folders of images from other programs. */
  others?: (scale: Scale) => readonly Method[];
  seed?: number;
  protocol?: Protocol;
  /** Named again, it goes on where it was stopped. Default a new one in `runs/`. */
  folder?: string;
  signal?: AbortSignal;
  onProgress?(progress: { scale: Scale; method: string; step?: StepReport }): void;
}

/** What `comparison` measured, and where it lies. */
export interface Comparison {
  folder: string;
  /** One a scale. */
  comparisons: MethodComparison[];
  /** Table 5, Table 6 where x4 was measured, and a table a scale with paired differences and costs. */
  tables: ResultTable[];
}

/**
 * Tables 5 and 6: BMDSRNet beside the baselines and the paper's published numbers. Writes the tables as CSV, Markdown
 * and LaTeX, the per-image values as CSV, and a run folder for each training.
 */
export async function comparison(options: ComparisonOptions): Promise<Comparison> {
  const { data = proceduralData(), scales = [2, 3, 4], methods = METHODS, others, signal } = options;
  const { protocol = standardProtocol } = options;
  const folder = await experimentFolder('comparison', options.folder);
  const comparisons: MethodComparison[] = [];
  const tables: ResultTable[] = [];
  for (const scale of scales) {
    const sets = await data(scale, signal);
    const networks: RestorationNetwork[] = [];
    try {
      const rows: Method[] = [];
      for (const method of methods) {
        const network = await makeMethod(method, scale, sets.training, folder, options);
        networks.push(network);
        rows.push({ name: method, network });
      }
      const found = await compareMethods([...rows, ...(others?.(scale) ?? [])], sets.test, {
        protocol,
        signal,
      });
      comparisons.push(found);
      tables.push(comparisonTable(found), sequenceTable(found));
      await writeTable(path.join(folder, `x${scale}-methods`), comparisonTable(found));
      await writeTable(path.join(folder, `x${scale}-frames`), sequenceTable(found));
      await writeWhole(path.join(folder, `x${scale}-images.csv`), perImageCsv(found));
    } finally {
      for (const network of networks) network.dispose();
    }
  }
  const paper: [string, ResultTable][] = [['table5', table5(comparisons)]];
  const x4 = comparisons.find(({ scale }) => scale === 4);
  if (x4) paper.push(['table6', table6(x4)]);
  for (const [name, table] of paper) await writeTable(path.join(folder, name), table);
  await writeJson(path.join(folder, 'results.json'), comparisons);
  return { folder, comparisons, tables: [...paper.map(([, table]) => table), ...tables] };
}

async function makeMethod(
  method: MethodName,
  scale: Scale,
  training: SampleSource,
  folder: string,
  options: ComparisonOptions,
): Promise<RestorationNetwork> {
  const { preset = 'tiny', seed = 1, signal, onProgress } = options;
  onProgress?.({ scale, method });
  if (method === 'bicubic') return createBicubic(scale);
  if (method === 'linear') return fitLinearUpsampler(training, { ...(signal && { signal }) });
  const network = untrained(method, preset, scale, seed);
  try {
    const onStep = (step: StepReport) => onProgress?.({ scale, method, step });
    const place = { folder, name: `x${scale}-${method}-seed${seed}`, seed };
    await trainOn(network, training, options, place, { signal, onStep });
  } catch (error) {
    network.dispose();
    throw error;
  }
  return network;
}

function untrained(
  method: Exclude<MethodName, 'bicubic' | 'linear'>,
  preset: Preset,
  scale: Scale,
  seed: number,
): RestorationNetwork {
  const whole = createBMDSRNet({ preset, scale, seed });
  if (method === 'BMDSRNet') return whole;
  const { channels, blocks } = whole.config;
  if (method === 'SRNet') return createBMDSRNet({ preset, scale, seed, variant: 'SRNet' });
  return createMSRResNet({ scale, channels, blocks, seed });
}
