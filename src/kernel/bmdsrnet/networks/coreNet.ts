import type * as tf from '@tensorflow/tfjs';
import { pixelShuffle, resizeBilinear } from '../../compute';
import type { Scale } from '../types';
import { Conv } from './conv';
import { addToBase } from './globalResidual';
import type { ParameterList } from './parameters';
import type { NetworkConfig } from './presets';
import { residualBlocks } from './residualBlock';

/** Super-resolves the centre frame (Table 3, Fig. 5). */
export class CoreNet {
  private readonly L1: Conv;
  private readonly L2: Conv;
  private readonly blocks: (x: tf.Tensor4D) => tf.Tensor4D;
  private readonly upsample: (x: tf.Tensor4D) => tf.Tensor4D;
  private readonly L3: Conv;
  private readonly L4: Conv;
  private readonly L5: Conv;

  constructor(parameters: ParameterList, scale: Scale, config: NetworkConfig) {
    const { channels: c, blocks, reluAfterAdd, upsampling } = config;
    this.L1 = new Conv(parameters, 'CoreNet.L1', 3, c, { activation: 'relu' });
    this.L2 = new Conv(parameters, 'CoreNet.L2', c, c, { activation: 'relu' });
    this.blocks = residualBlocks(parameters, 'CoreNet', blocks, c, reluAfterAdd);
    this.upsample =
      upsampling === 'subPixel' ? subPixel(parameters, c, scale) : (x) => resizeBilinear(x, scale);
    this.L3 = new Conv(parameters, 'CoreNet.L3', c, c, { activation: 'relu' });
    this.L4 = new Conv(parameters, 'CoreNet.L4', c, c, { activation: 'relu' });
    this.L5 = new Conv(parameters, 'CoreNet.L5', c, 3, { role: 'output' });
  }

  /** The centre frame [N, h, w, 3] and, with a global residual, its upsampling -> [N, s h, s w, 3]. */
  apply(centre: tf.Tensor4D, base: tf.Tensor4D | undefined): tf.Tensor4D {
    const x = this.upsample(this.blocks(this.L2.apply(this.L1.apply(centre)))); // [N, s h, s w, C]
    const sharp = this.L5.apply(this.L4.apply(this.L3.apply(x)));
    return base ? addToBase('CoreNet', sharp, base, 'the bicubic enlargement of its input') : sharp;
  }
}

/** Sub-pixel convolution (Shi et al. 2016), x4 as two times x2 as in EDSR. */
function subPixel(parameters: ParameterList, c: number, scale: Scale): (x: tf.Tensor4D) => tf.Tensor4D {
  const stages = (scale === 4 ? [2, 2] : [scale]).map((s, i) => {
    const conv = new Conv(parameters, `CoreNet.up${i + 1}`, c, s * s * c);
    return (x: tf.Tensor4D) => pixelShuffle(conv.apply(x), s);
  });
  return (x) => stages.reduce((y, stage) => stage(y), x);
}
