import * as tf from '@tensorflow/tfjs';
import type { FeatureSource, Perceptual } from './staticToDynamic';

/** One convolution. */
export interface VGG19Layer {
  kernel: tf.Tensor4D;
  bias: tf.Tensor1D;
}

/**
 * The feature extractor phi of Eq. 1: VGG19 (Simonyan & Zisserman 2015) up to conv5_4, its last convolution, before
 * the ReLU as in EDSR and RCAN.
 */
export class VGG19 {
  constructor(
    private readonly groups: readonly (readonly VGG19Layer[])[],
    private readonly mean: tf.Tensor1D,
    private readonly deviation: tf.Tensor1D,
    /** The file of the weights, where they are from one. */
    readonly source?: FeatureSource,
  ) {}

  /**
   * RGB [N, h, w, 3] in [0, 1] -> [N, h / 16, w / 16, 512]; differentiable.
   *
   * @throws RangeError below 16 x 16 pixels, where nothing is left after four poolings
   */
  features(rgb: tf.Tensor4D): tf.Tensor4D {
    const [, h, w] = rgb.shape;
    if (h < 16 || w < 16) {
      throw new RangeError(`VGG19 needs images of at least 16x16 pixels, not ${w}x${h}. Use larger patches.`);
    }
    return tf.tidy(() => {
      let x: tf.Tensor4D = tf.div(tf.sub(rgb, this.mean), this.deviation);
      this.groups.forEach((layers, g) => {
        if (g > 0) x = tf.maxPool(tf.relu(x), 2, 2, 'valid');
        layers.forEach(({ kernel, bias }, k) => {
          x = tf.add(tf.conv2d(k > 0 ? tf.relu(x) : x, kernel, 1, 'same'), bias);
        });
      });
      return x;
    });
  }

  /** For `LossOptions.perceptual`. As printed the weight is 1; 0.01 leaves the pixel term in charge. */
  perceptual(weight = 1): Perceptual {
    const { source } = this;
    return { features: (rgb) => this.features(rgb), weight, ...(source && { source }) };
  }

  dispose(): void {
    tf.dispose([this.groups.flat().flatMap(({ kernel, bias }) => [kernel, bias]), this.mean, this.deviation]);
  }
}
