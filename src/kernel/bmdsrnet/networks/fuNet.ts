import * as tf from '@tensorflow/tfjs';
import { Conv } from './conv';
import { addToBase } from './globalResidual';
import type { ParameterList } from './parameters';
import type { NetworkConfig } from './presets';
import { residualBlocks } from './residualBlock';

/**
 * Fuses the HR images of ForNet, CoreNet and BackNet (section 3.3, Fig. 6), or of ForNet and CoreNet alone in the
 * variant (F+C) of Table 4.
 */
export class FuNet {
  private readonly L1: Conv;
  private readonly L2: Conv;
  private readonly blocks: (x: tf.Tensor4D) => tf.Tensor4D;
  private readonly L3: Conv;
  private readonly L4: Conv;
  private readonly L5: Conv;
  private readonly globalResidual: boolean;

  constructor(parameters: ParameterList, config: NetworkConfig, images: 2 | 3) {
    const { channels: c, fuBlocks, reluAfterAdd, globalResidual } = config;
    this.L1 = new Conv(parameters, 'FuNet.L1', 3 * images, c, { activation: 'relu' });
    this.L2 = new Conv(parameters, 'FuNet.L2', c, c, { activation: 'relu' });
    this.blocks = residualBlocks(parameters, 'FuNet', fuBlocks, c, reluAfterAdd);
    this.L3 = new Conv(parameters, 'FuNet.L3', c, c, { activation: 'relu' });
    this.L4 = new Conv(parameters, 'FuNet.L4', c, c, { activation: 'relu' });
    this.L5 = new Conv(parameters, 'FuNet.L5', c, 3, { role: 'output' });
    this.globalResidual = globalResidual;
  }

  /** Two or three images [N, H, W, 3] -> [N, H, W, 3]. */
  apply(forNet: tf.Tensor4D, coreNet: tf.Tensor4D, backNet?: tf.Tensor4D): tf.Tensor4D {
    const images = tf.concat(backNet ? [forNet, coreNet, backNet] : [forNet, coreNet], 3); // [N, H, W, 9 or 6]
    const x = this.blocks(this.L2.apply(this.L1.apply(images)));
    const sharp = this.L5.apply(this.L4.apply(this.L3.apply(x)));
    return this.globalResidual ? addToBase('FuNet', sharp, coreNet, "CoreNet's output") : sharp;
  }
}
