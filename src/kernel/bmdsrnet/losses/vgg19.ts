import * as tf from '@tensorflow/tfjs';
import { storedTensor } from '../networks/safetensors';
import { readSafetensors } from '../networks/safetensorsFile';
import type { Perceptual } from './staticToDynamic';

/** Channels of the five groups of VGG19's convolutions, and how many convolutions each has. */
const GROUPS = [
  [64, 2],
  [128, 2],
  [256, 4],
  [512, 4],
  [512, 4],
] as const;

/** What the weights of a file were trained on, for RGB in [0, 1]: (x - mean) / deviation. */
const PREPROCESSING = {
  /** ImageNet's mean and deviation. */
  torchvision: { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
  /** 0 to 255 with the mean subtracted, as in the original network and in Keras. */
  caffe: { mean: [123.68, 116.779, 103.939].map((v) => v / 255), deviation: [1 / 255, 1 / 255, 1 / 255] },
};

interface Layer {
  kernel: tf.Tensor4D;
  bias: tf.Tensor1D;
}

/**
 * The feature extractor phi of Eq. 1: VGG19 (Simonyan & Zisserman 2015) up to conv5_4, its last convolution, before
 * the ReLU as in EDSR and RCAN.
 */
export class VGG19 {
  constructor(
    private readonly groups: readonly (readonly Layer[])[],
    private readonly mean: tf.Tensor1D,
    private readonly deviation: tf.Tensor1D,
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
    return { features: (rgb) => this.features(rgb), weight };
  }

  dispose(): void {
    tf.dispose([this.groups.flat().flatMap(({ kernel, bias }) => [kernel, bias]), this.mean, this.deviation]);
  }
}

/**
 * Reads VGG19's weights from a safetensors file of the user's; none come with the project and none are downloaded.
 * It holds `conv1_1.kernel` [3, 3, 3, 64], `conv1_1.bias` [64] and so on to `conv5_4`, kernels as [height, width,
 * inputs, outputs] for RGB, and the metadata `preprocessing`: `torchvision` or `caffe`. `scripts/convert-vgg19.py`
 * makes it from torchvision's or Keras's file. Other tensors, such as dense layers, are left alone.
 *
 * @throws Error that names the file and the tensor that is absent or has another shape
 */
export async function loadVGG19(path: string): Promise<VGG19> {
  const { tensors, metadata } = await readSafetensors(path);
  const refuse = (what: string): Error =>
    new Error(`${path} is not a file of VGG19 features: ${what}. Make one with scripts/convert-vgg19.py.`);
  const { preprocessing } = metadata;
  if (preprocessing !== 'torchvision' && preprocessing !== 'caffe')
    throw refuse(`its metadata has \`preprocessing\` ${preprocessing ?? 'absent'}, not torchvision or caffe`);
  const stored = (name: string, shape: number[]): Float32Array => storedTensor(tensors, name, shape, refuse);
  let inputs = 3;
  const values = GROUPS.map(([outputs, count], g) =>
    Array.from({ length: count }, (_, k) => {
      const name = `conv${g + 1}_${k + 1}`;
      const shape: [number, number, number, number] = [3, 3, inputs, outputs];
      inputs = outputs;
      return { shape, kernel: stored(`${name}.kernel`, shape), bias: stored(`${name}.bias`, [outputs]) };
    }),
  );
  const { mean, deviation } = PREPROCESSING[preprocessing];
  // Only now, when all is well, are tensors made.
  const groups = values.map((layers) =>
    layers.map(({ shape, kernel, bias }) => ({
      kernel: tf.tensor4d(kernel, shape),
      bias: tf.tensor1d(bias),
    })),
  );
  return new VGG19(groups, tf.tensor1d(mean), tf.tensor1d(deviation));
}
