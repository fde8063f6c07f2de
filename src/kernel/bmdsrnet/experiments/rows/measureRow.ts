import path from 'node:path';
import { compareMethods } from '../../evaluation';
import { describeProtocol, type LPIPS } from '../../metrics';
import type { SetFingerprint } from '../config/fingerprint';
import type { ExperimentSets } from '../data';
import type { ScaleProtocols } from '../protocols';
import type { TrainingPlan } from '../trainingPlan';
import { stepsOf, type TrainingWatch, trainOn } from '../trainOn';
import { type EvaluationKey, keepEvaluation, keptEvaluation, type MeasuredRow } from './keptEvaluation';
import type { Row } from './row';

/** What all rows of one scale share. */
export interface ScaleSetting {
  /** Of the experiment. */
  folder: string;
  sets: ExperimentSets;
  fingerprints: { training: SetFingerprint; test: SetFingerprint };
  plan: TrainingPlan;
  protocols: ScaleProtocols;
  lpips?: LPIPS | undefined;
  /** Indexes of the samples whose images are kept for figures. */
  pictures: readonly number[];
}

/**
 * Trains and measures one row, as far as an earlier call with the same folder has not: trainings go on from their last
 * checkpoint, evaluations are kept.
 */
export async function measureRow(
  row: Row,
  { folder, sets, fingerprints, plan, protocols, lpips, pictures }: ScaleSetting,
  watch: TrainingWatch,
): Promise<MeasuredRow> {
  const { protocol, further } = protocols;
  const place = path.join(folder, row.folder);
  const key: EvaluationKey = {
    steps: row.seed === null ? null : stepsOf(plan, sets.training),
    ...fingerprints,
    protocols: [protocol, ...further].map(describeProtocol),
    lpips: lpips?.protocolText ?? null,
    pictures,
  };
  const kept = await keptEvaluation(place, key, sets.test, row);
  if (kept) return kept;
  const { signal, onImage } = watch;
  const network = await row.make(sets.training, signal);
  try {
    const { seed, replicateOf } = row;
    const { warnings, notes } =
      seed === null
        ? { warnings: [], notes: [] }
        : await trainOn(network, sets, plan, protocol, { folder, name: row.folder, seed }, watch);
    const comparison = await compareMethods(
      [{ name: row.name, network, ...(replicateOf !== undefined && { replicateOf }) }],
      sets.test,
      {
        protocol,
        protocols: further,
        keep: pictures,
        signal,
        ...(lpips && { lpips }),
        ...(onImage && { onProgress: onImage }),
      },
    );
    const measured = { comparison, warnings: [...warnings], notes: [...notes] };
    await keepEvaluation(place, key, measured);
    return measured;
  } finally {
    network.dispose();
  }
}
