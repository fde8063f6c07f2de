import { bicubicUpsample } from '../../compute';
import { restorationNetwork } from '../networks';
import type { RestorationNetwork, Scale } from '../types';

/** MATLAB's bicubic interpolation as a network without weights: what every other row of a table is compared with. */
export function createBicubic(scale: Scale): RestorationNetwork {
  return restorationNetwork({
    isPure: true,
    name: `bicubic x${scale}`,
    scale,
    forward: (blurred) => bicubicUpsample(blurred, scale),
  });
}
