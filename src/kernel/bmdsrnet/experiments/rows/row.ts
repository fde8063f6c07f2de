import { createBicubic, createMSRResNet, fitLinearUpsampler } from '../../baselines';
import { createBMDSRNet, PRESETS, type Preset, VARIANTS, type Variant } from '../../networks';
import type { RestorationNetwork, SampleSource, Scale } from '../../types';

/** A row of an experiment's tables: what is trained, fitted or neither, and then measured. */
export interface Row {
  /** Of its folder in that of the experiment. */
  folder: string;
  /** What it is called in tables; trainings with several seeds differ by it. */
  name: string;
  /** What its trainings with other seeds are called together. */
  replicateOf?: string;
  /** Of weights and data; null for what is not trained. */
  seed: number | null;
  make(training: SampleSource, signal?: AbortSignal): RestorationNetwork | Promise<RestorationNetwork>;
}

/** What stands beside BMDSRNet and its variants. */
export const BASELINES = ['bicubic', 'linear', 'MSRResNet'] as const;
/** A row that experiments make by themselves to compare with. */
export type Baseline = (typeof BASELINES)[number];

export interface RowOptions {
  scale: Scale;
  preset: Preset;
  seeds: readonly number[];
}

/**
 * One row, or one for each seed where it is trained. MSRResNet is as large as CoreNet with a preset that is smaller than
 * the paper's, else of its own size.
 */
export function baselineRows(baseline: Baseline, { scale, preset, seeds }: RowOptions): Row[] {
  const untrained = { folder: `x${scale}-${baseline}`, name: baseline, seed: null };
  if (baseline === 'bicubic') return [{ ...untrained, make: () => createBicubic(scale) }];
  if (baseline === 'linear')
    return [{ ...untrained, make: (set, signal) => fitLinearUpsampler(set, { ...(signal && { signal }) }) }];
  const size = msrResNetSize(preset);
  const words = size ? `${size.channels}c ${size.blocks}b, ours` : 'ours';
  return perSeed(`MSRResNet (${words})`, `x${scale}-MSRResNet`, seeds, (seed) =>
    createMSRResNet({ scale, seed, ...size }),
  );
}

/** A variant of BMDSRNet, one row for each seed. */
export function variantRows(variant: Variant, name: string, { scale, preset, seeds }: RowOptions): Row[] {
  return perSeed(name, `x${scale}-${variant}`, seeds, (seed) =>
    createBMDSRNet({ preset, scale, variant, seed }),
  );
}

/** What one of our networks is called beside the paper's: never as the paper's own. */
export function ourName(variant: Variant, preset: Preset): string {
  return `${VARIANTS[variant].title} (${preset}, ours)`;
}

/** Undefined for its own size, which goes with the size of the paper. */
function msrResNetSize(preset: Preset): { channels: number; blocks: number } | undefined {
  const { channels, blocks } = PRESETS[preset];
  return channels < 64 ? { channels, blocks } : undefined;
}

function perSeed(
  name: string,
  folder: string,
  seeds: readonly number[],
  make: (seed: number) => RestorationNetwork,
): Row[] {
  return seeds.map((seed) => ({
    folder: `${folder}-seed${seed}`,
    name: seeds.length > 1 ? `${name}, seed ${seed}` : name,
    ...(seeds.length > 1 && { replicateOf: name }),
    seed,
    make: () => make(seed),
  }));
}
