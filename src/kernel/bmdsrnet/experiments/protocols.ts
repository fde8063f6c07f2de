import {
  deblurringProtocol,
  type Protocol,
  paperProtocol,
  reportedProtocols,
  standardProtocol,
  superResolutionProtocol,
} from '../metrics';
import type { Scale } from '../types';

/** The conventions of the field by name. */
export const PROTOCOLS = {
  /** RGB, 1.5 x scale pixels cut, MATLAB's 3-D SSIM: that of the published tables. */
  paper: paperProtocol,
  /** RGB, nothing cut, 2-D SSIM. */
  standard: () => standardProtocol,
  /** RGB, nothing cut, 3-D SSIM. */
  deblurring: () => deblurringProtocol,
  /** Y, `scale` pixels cut, 2-D SSIM. */
  'super-resolution': superResolutionProtocol,
} as const satisfies Record<string, (scale: Scale) => Protocol>;

/** A protocol by name. */
export type ProtocolName = keyof typeof PROTOCOLS;

/** What the tables of an experiment are measured with, and what is measured besides at one scale. */
export interface ScaleProtocols {
  protocol: Protocol;
  further: Protocol[];
}

/** The protocols at one scale; all that are commonly reported are measured besides. */
export function protocolsFor(scale: Scale, chosen: ProtocolName | Protocol = 'paper'): ScaleProtocols {
  if (typeof chosen === 'object') return { protocol: chosen, further: reportedProtocols(scale) };
  const protocolAt = PROTOCOLS[chosen];
  if (!protocolAt) {
    const known = Object.keys(PROTOCOLS).join(', ');
    throw new RangeError(`There is no protocol "${chosen}". Use one of ${known}, or an object.`);
  }
  return { protocol: protocolAt(scale), further: reportedProtocols(scale) };
}
