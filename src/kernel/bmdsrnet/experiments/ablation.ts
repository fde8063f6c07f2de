import path from 'node:path';
import {
  type AblationResult,
  ablationTable,
  compareMethods,
  type ResultTable,
  writeTable,
} from '../evaluation';
import { type Protocol, standardProtocol } from '../metrics';
import { createBMDSRNet, type Preset, VARIANTS, type Variant } from '../networks';
import type { StepReport } from '../training';
import type { Scale } from '../types';
import { type ExperimentData, proceduralData } from './data';
import { experimentFolder, writeJson } from './experimentFolder';
import { type ExperimentTraining, trainOn } from './trainOn';

export interface AblationOptions extends ExperimentTraining {
  /** Default: the embedded procedural scenes. */
  data?: ExperimentData;
  /** Default `tiny`. */
  preset?: Preset;
  /** Default 2, 3 and 4. */
  scales?: readonly Scale[];
  /** Default: all four of Table 4. */
  variants?: readonly Variant[];
  /** Of initial weights and of the order of the data; each is a training of its own. Default [1]. */
  seeds?: readonly number[];
  protocol?: Protocol;
  /** Named again, it goes on where it was stopped. Default a new one in `runs/`. */
  folder?: string;
  signal?: AbortSignal;
  onProgress?(progress: AblationProgress): void;
}

export interface AblationProgress {
  scale: Scale;
  variant: Variant;
  seed: number;
  /** Trainings done, and how many there are. */
  done: number;
  total: number;
  /** The last step of the training under way; absent between trainings. */
  step?: StepReport;
}

export interface Ablation {
  folder: string;
  results: AblationResult[];
  table: ResultTable;
}

/**
 * Table 4: trains the variants of BMDSRNet on the same data for the same number of steps and measures them on the same
 * held-out samples. Writes `table4.{csv,md,tex}` and `results.json` into its folder, and a run folder for each training.
 */
export async function ablation(options: AblationOptions): Promise<Ablation> {
  const {
    data = proceduralData(),
    preset = 'tiny',
    scales = [2, 3, 4],
    variants = Object.keys(VARIANTS) as Variant[],
    seeds = [1],
    protocol = standardProtocol,
    signal,
    onProgress,
  } = options;
  const folder = await experimentFolder('ablation', options.folder);
  const total = scales.length * variants.length * seeds.length;
  const results: AblationResult[] = [];
  const trainedOn: string[] = [];
  let done = 0;
  for (const scale of scales) {
    const { training, test } = await data(scale, signal);
    trainedOn.push(training.description);
    for (const variant of variants) {
      const qualities: AblationResult['qualities'][number][] = [];
      let protocolText = '';
      for (const seed of seeds) {
        const progress = { scale, variant, seed, total };
        onProgress?.({ ...progress, done });
        const network = createBMDSRNet({ preset, scale, variant, seed });
        try {
          const name = `x${scale}-${variant}-seed${seed}`;
          const onStep = (step: StepReport) => onProgress?.({ ...progress, done, step });
          await trainOn(network, training, options, { folder, name, seed }, { signal, onStep });
          const compared = await compareMethods([{ name: network.name, network }], test, {
            protocol,
            signal,
          });
          qualities.push(compared.methods[0]!.mean);
          protocolText = compared.protocolText;
        } finally {
          network.dispose();
        }
        done++;
      }
      results.push({ scale, method: variant, qualities, measuredOn: test.description, protocolText });
    }
  }
  const table = ablationTable(results);
  table.notes.push(`Ours: preset ${preset}, ${options.steps} steps, trained on ${trainedOn.join('; ')}.`);
  await writeTable(path.join(folder, 'table4'), table);
  await writeJson(path.join(folder, 'results.json'), results);
  return { folder, results, table };
}
