import {
  type BootstrapOptions,
  describeProtocol,
  type LPIPS,
  type Protocol,
  standardProtocol,
} from '../../metrics';
import type { SampleSource } from '../../types';
import { mean, meanQuality, median } from '../numbers';
import type { RestoreOptions } from '../restore';
import { summariseSequences } from '../sequence';
import { type Assessed, assess } from './assess';
import { costOf } from './cost';
import { requireOneName, withAdvantages } from './joinComparisons';
import type { Method } from './method';
import type { MethodComparison, MethodResult } from './methodComparison';

/** Of `compareMethods`. */
export interface CompareOptions extends Omit<RestoreOptions, 'onProgress'> {
  /** Default: RGB, 8 bits, no border cut, 2-D SSIM. */
  protocol?: Protocol;
  /** Further conventions to measure the same images in, such as `reportedProtocols(scale)`. Default none. */
  protocols?: readonly Protocol[];
  /** From `loadLPIPS`; without it LPIPS is left out. */
  lpips?: LPIPS;
  /** Name of the method that the others are compared with. Default the first. */
  reference?: string;
  /** Indexes of the samples whose images are kept for figures. Default none. */
  keep?: readonly number[];
  /** Of the interval of the paired differences. */
  bootstrap?: BootstrapOptions;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Measures several methods on the same samples, each restored once.
 * @example await compareMethods([{ name: 'bicubic', upsample: bicubic }, { name: 'BMDSRNet', network }], set)
 * @throws RangeError for two methods of one name, another scale, or an output of another size than the ground truth
 */
export async function compareMethods(
  methods: readonly Method[],
  set: SampleSource,
  options: CompareOptions = {},
): Promise<MethodComparison> {
  const { protocol = standardProtocol, protocols = [], keep = [], bootstrap = {}, ...rest } = options;
  const { reference = methods[0]?.name, ...others } = rest;
  const names = methods.map(({ name }) => name);
  requireOneName(names);
  if (reference === undefined) throw new RangeError('there is no method to compare: give at least one');
  if (!names.includes(reference))
    throw new RangeError(`the reference '${reference}' is none of the methods: ${names.join(', ')}`);
  const assessed = await assess(methods, set, { ...others, protocol, further: protocols, keep });
  const { results, pictures, size, matched } = assessed;
  const measured = methods.map(
    (method, m): MethodResult => ({
      name: method.name,
      ...(method.replicateOf !== undefined && { replicateOf: method.replicateOf }),
      ...(matched[m] && { matched: matched[m] }),
      ...costOf(method, size),
      ...summarise(results[m]!, protocol, protocols),
      advantage: null,
    }),
  );
  return {
    scale: set.scale,
    measuredOn: set.description,
    protocol,
    protocolText: describeProtocol(protocol),
    lpipsText: others.lpips?.protocolText ?? null,
    reference,
    lowResolution: size,
    methods: withAdvantages(measured, reference, bootstrap),
    pictures,
  };
}

function summarise(
  images: Assessed[],
  protocol: Protocol,
  protocols: readonly Protocol[],
): Pick<MethodResult, 'secondsPerImage' | 'images' | 'mean' | 'further' | 'lpips' | 'sequence'> {
  const distances = images.flatMap(({ lpips }) => lpips ?? []);
  const sequences = images.flatMap(({ sequence }) => sequence ?? []);
  return {
    secondsPerImage: timePerImage(images),
    images,
    mean: meanQuality(images),
    further: protocols.map((other, p) => ({
      ...meanQuality(images.map(({ further }) => further[p]!)),
      protocol: other,
      protocolText: describeProtocol(other),
    })),
    lpips: distances.length > 0 ? mean(distances) : null,
    sequence: sequences.length > 0 ? summariseSequences(sequences, protocol) : null,
  };
}

function timePerImage(images: readonly Assessed[]): number | null {
  const seconds = images.flatMap((image) => image.seconds ?? []);
  if (seconds.length === 0) return null;
  return median(seconds.length > 1 ? seconds.slice(1) : seconds);
}
