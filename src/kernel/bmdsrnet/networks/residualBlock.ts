import * as tf from '@tensorflow/tfjs';
import { activate, Conv } from './conv';
import type { ParameterList } from './parameters';

/**
 * Conv, ReLU, conv and an identity: the blocks B1 to B9 of Tables 1 and 3, without batch normalisation as in
 * DeepDeblur and EDSR. [N, h, w, C] -> [N, h, w, C].
 */
export class ResidualBlock {
  private readonly conv1: Conv;
  private readonly conv2: Conv;

  constructor(
    parameters: ParameterList,
    private readonly name: string,
    channels: number,
    private readonly reluAfterAdd: boolean,
  ) {
    this.conv1 = new Conv(parameters, `${name}.conv1`, channels, channels, { activation: 'relu' });
    this.conv2 = new Conv(parameters, `${name}.conv2`, channels, channels, { role: 'residual' });
  }

  apply(x: tf.Tensor4D): tf.Tensor4D {
    const y: tf.Tensor4D = tf.add(x, this.conv2.apply(this.conv1.apply(x)));
    return this.reluAfterAdd ? activate(y, 'relu', `${this.name}.add`) : y;
  }
}

/** B1, B2, ... one after another. */
export function residualBlocks(
  parameters: ParameterList,
  name: string,
  count: number,
  channels: number,
  reluAfterAdd: boolean,
): (x: tf.Tensor4D) => tf.Tensor4D {
  const blocks = Array.from(
    { length: count },
    (_, i) => new ResidualBlock(parameters, `${name}.B${i + 1}`, channels, reluAfterAdd),
  );
  return (x) => blocks.reduce((y, block) => block.apply(y), x);
}
