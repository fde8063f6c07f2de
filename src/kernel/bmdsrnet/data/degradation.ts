import type { Scale } from '../types';
import type { Arithmetic } from './resample';

/** How a blurred LR image is made from sharp HR frames; the defaults follow the paper where it speaks. */
export interface SynthesisOptions {
  /** Average in linear light `value^gamma` instead of the sRGB values themselves (the paper's way, 1). */
  gamma?: number;
  /** Round the HR mean to 8 bits before it is shrunk, as a set made from stored blurred frames does. */
  roundMean?: boolean;
  /** Of the shrinking. `double` (default) as in the paper's and GFN's data, `uint8` as in many SR benchmarks. */
  arithmetic?: Arithmetic;
}

/** All that decides how an LR image comes from HR ones; plain data. */
export interface Degradation extends Required<SynthesisOptions> {
  scale: Scale;
}

export function degradation(
  scale: Scale,
  { gamma = 1, roundMean = false, arithmetic = 'double' }: SynthesisOptions = {},
): Degradation {
  if (scale !== 2 && scale !== 3 && scale !== 4)
    throw new RangeError(`scale must be 2, 3 or 4, not ${scale}`);
  if (!(gamma > 0)) throw new RangeError(`gamma must be above 0, such as 1 or 2.2, not ${gamma}`);
  return { scale, gamma, roundMean, arithmetic };
}

/** In words, for the description of a set whose blur is made here. */
export function describeBlur({ gamma, roundMean }: Degradation): string {
  const mean = gamma === 1 ? 'mean' : `mean in linear light (gamma ${gamma})`;
  return `blur = ${mean}${roundMean ? ', rounded' : ''}`;
}

/** In words, for the description of a set whose LR images are made here. */
export function describeShrinking({ scale, arithmetic }: Degradation): string {
  return `x${scale} MATLAB bicubic (${arithmetic})`;
}
