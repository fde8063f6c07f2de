import * as tf from '@tensorflow/tfjs';
import { FRAME_COUNT } from '../types';
import { Conv } from './conv';
import { addToBase } from './globalResidual';
import type { ParameterList } from './parameters';
import type { NetworkConfig } from './presets';
import { residualBlocks } from './residualBlock';

/** "From static to dynamic": seven sharp LR frames out of one blurred image (Table 1, Fig. 3). */
export class BMDNet {
  private readonly L1: Conv;
  private readonly L2: Conv;
  private readonly blocks: (x: tf.Tensor4D) => tf.Tensor4D;
  private readonly L3: Conv;
  private readonly L4: Conv;
  private readonly L5: Conv;
  private readonly globalResidual: boolean;

  constructor(
    parameters: ParameterList,
    { channels: c, blocks, reluAfterAdd, globalResidual }: NetworkConfig,
  ) {
    this.L1 = new Conv(parameters, 'BMDNet.L1', 3, c, { activation: 'relu' });
    this.L2 = new Conv(parameters, 'BMDNet.L2', c, c, { activation: 'relu' });
    this.blocks = residualBlocks(parameters, 'BMDNet', blocks, c, reluAfterAdd);
    this.L3 = new Conv(parameters, 'BMDNet.L3', c, c, { activation: 'relu' });
    this.L4 = new Conv(parameters, 'BMDNet.L4', c, c, { activation: 'relu' });
    this.L5 = new Conv(parameters, 'BMDNet.L5', c, 3 * FRAME_COUNT, { role: 'output' });
    this.globalResidual = globalResidual;
  }

  /** [N, h, w, 3] -> [N, h, w, 21], frame i (from 0) in channels 3i to 3i+2. */
  apply(blurred: tf.Tensor4D): tf.Tensor4D {
    const x = this.blocks(this.L2.apply(this.L1.apply(blurred)));
    const frames = this.L5.apply(this.L4.apply(this.L3.apply(x)));
    if (!this.globalResidual) return frames;
    return addToBase('BMDNet', frames, sevenTimes(blurred), 'the blurred image');
  }
}

/** [N, h, w, 3] -> [N, h, w, 21]. A matrix product, because `tf.tile` of so few channels is slow on wasm. */
function sevenTimes(image: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w] = image.shape;
  const copies: tf.Tensor2D = tf.tile(tf.eye(3), [1, FRAME_COUNT]);
  const pixels: tf.Tensor2D = tf.reshape(image, [-1, 3]);
  return tf.reshape(tf.matMul(pixels, copies), [n, h, w, 3 * FRAME_COUNT]);
}
