import type * as tf from '@tensorflow/tfjs';
import { pixelShuffle, resizeBilinear } from '../../compute';
import { leakyRelu } from '../networks/activations';
import { Conv } from '../networks/conv';
import { addToBase } from '../networks/globalResidual';
import { ParameterList } from '../networks/parameters';
import { residualBlocks } from '../networks/residualBlock';
import { restorationNetwork } from '../networks/restorationNetwork';
import { createRandom } from '../random';
import type { RestorationNetwork, Scale } from '../types';

/** Size and seed of an MSRResNet; the defaults are those of its authors. */
export interface MSRResNetOptions {
  scale: Scale;
  /** Default 64. */
  channels?: number;
  /** Default 16. */
  blocks?: number;
  /** Of the initial weights. */
  seed?: number;
}

const SLOPE = 0.1;

/**
 * SRResNet (Ledig et al. 2017) as BasicSR modifies it: no batch normalisation, 3x3 kernels, LeakyReLU of 0.1, and
 * the bilinear enlargement added to the output. 1,517,571 parameters at x4. Initial weights are our own scheme
 * `practical`: the untrained network is bilinear interpolation.
 */
export function createMSRResNet({
  scale,
  channels: c = 64,
  blocks = 16,
  seed = 1,
}: MSRResNetOptions): RestorationNetwork {
  const list = new ParameterList('practical', createRandom(seed));
  const first = new Conv(list, 'MSRResNet.conv_first', 3, c);
  const body = residualBlocks(list, 'MSRResNet', blocks, c, false);
  const stages = (scale === 4 ? [2, 2] : [scale]).map((s, i) => {
    const conv = new Conv(list, `MSRResNet.upconv${i + 1}`, c, s * s * c);
    return (x: tf.Tensor4D) => leakyRelu(pixelShuffle(conv.apply(x), s), SLOPE);
  });
  const hr = new Conv(list, 'MSRResNet.conv_hr', c, c);
  const last = new Conv(list, 'MSRResNet.conv_last', c, 3, { role: 'output' });
  return restorationNetwork({
    isPure: true,
    name: `MSRResNet ${channelsAndBlocks(c, blocks)}x${scale}`,
    scale,
    variables: list.all.map((parameter) => parameter.value),
    variableNames: list.all.map(({ name }) => name),
    metadata: { network: 'MSRResNet', scale: String(scale), channels: String(c), blocks: String(blocks) },
    forward(blurred) {
      const features = body(leakyRelu(first.apply(blurred), SLOPE));
      const large = stages.reduce((x, stage) => stage(x), features);
      const detail = last.apply(leakyRelu(hr.apply(large), SLOPE));
      const bilinear = resizeBilinear(blurred, scale);
      return addToBase('MSRResNet', detail, bilinear, 'the bilinear enlargement of its input');
    },
  });
}

/** Said only where it is not the original. */
function channelsAndBlocks(channels: number, blocks: number): string {
  return channels === 64 && blocks === 16 ? '' : `${channels}c ${blocks}b `;
}
