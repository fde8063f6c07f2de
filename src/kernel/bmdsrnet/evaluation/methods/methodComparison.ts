import type { PairedDifference, Protocol, Quality } from '../../metrics';
import type { Scale } from '../../types';
import type { SequenceSummary } from '../sequence';
import type { Assessed, Pictures } from './assess';
import type { Cost } from './cost';
import type { ImportedFiles } from './importedImages';

/** A number of one further convention, with the convention in words. */
export interface FurtherQuality extends Quality {
  protocol: Protocol;
  protocolText: string;
}

/** What a method achieved on a set, and at what cost. */
export interface MethodResult extends Cost {
  name: string;
  /** The method of which this is one of several trainings. */
  replicateOf?: string;
  /** How images of another program were matched with the samples. */
  matched?: ImportedFiles['matched'];
  /** Median time for an image without the first, which compiles and warms up; null where it was not measured here. */
  secondsPerImage: number | null;
  images: Assessed[];
  /** Mean of the per-image values. */
  mean: Quality;
  further: FurtherQuality[];
  /** Mean of the per-image values; null where no LPIPS was given. */
  lpips: number | null;
  /** Null where the method or the set has no frames. */
  sequence: SequenceSummary | null;
  /** PSNR minus that of the reference on the same images, in dB; null for the reference itself. */
  advantage: PairedDifference | null;
}

/** Several methods on one set; plain data. */
export interface MethodComparison {
  scale: Scale;
  measuredOn: string;
  protocol: Protocol;
  protocolText: string;
  /** How LPIPS was measured; null where none was given. */
  lpipsText: string | null;
  reference: string;
  /** LR size that multiply-adds are counted for: that of the first image. */
  lowResolution: { width: number; height: number };
  methods: MethodResult[];
  pictures: Pictures[];
}
