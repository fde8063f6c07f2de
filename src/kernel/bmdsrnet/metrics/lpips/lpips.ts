import * as tf from '@tensorflow/tfjs';
import { toBytes } from '../../data/levels';
import { storedTensor } from '../../networks/safetensors';
import { readSafetensors } from '../../networks/safetensorsFile';
import type { RgbImage } from '../../types';
import { BACKBONES, type Backbone, LEAST_SIDE } from './backbone';

/** Of LPIPS's scaling layer, for RGB in [-1, 1]. */
const SHIFT = [-0.03, -0.088, -0.188];
const SCALE = [0.458, 0.448, 0.45];

/** Tensors of a file, in the order of the layers. */
interface Weights {
  convolutions: { kernel: tf.Tensor4D; bias: tf.Tensor1D }[];
  /** One non-negative weight a channel of each tap. */
  linear: tf.Tensor1D[];
}

/**
 * Learned perceptual distance (Zhang et al., CVPR 2018, version 0.1): features of both images, normalised to unit length
 * at each position, their squared differences weighted by channel, averaged over positions, summed over five layers.
 * 0 for equal images; lower is better.
 */
export class LPIPS {
  constructor(
    readonly backbone: Backbone,
    private readonly weights: Weights,
  ) {}

  /** What is printed beside the number. */
  get protocolText(): string {
    return `LPIPS 0.1 with ${this.backbone === 'alex' ? 'AlexNet' : 'VGG16'}, whole image, rounded to 8 bits`;
  }

  /** @throws RangeError for images of different or too small size */
  async distance(image: RgbImage, reference: RgbImage): Promise<number> {
    const { width, height } = image;
    const least = LEAST_SIDE[this.backbone];
    if (width !== reference.width || height !== reference.height) {
      throw new RangeError(
        `only images of one size can be compared: ${width}x${height} and ${reference.width}x${reference.height}`,
      );
    }
    if (Math.min(width, height) < least)
      throw new RangeError(
        `LPIPS needs at least ${least}x${least} pixels; these images have ${width}x${height}`,
      );
    const total = tf.tidy(() => {
      const [a, b] = [this.taps(image), this.taps(reference)];
      return tf.addN(
        a.map((tap, k) => {
          const squares = tf.square(tf.sub(unit(tap), unit(b[k]!)));
          return tf.mean(tf.sum(tf.mul(squares, this.weights.linear[k]!), 3));
        }),
      );
    });
    const [value] = await total.data();
    total.dispose();
    return value!;
  }

  dispose(): void {
    tf.dispose([
      this.weights.convolutions.flatMap(({ kernel, bias }) => [kernel, bias]),
      this.weights.linear,
    ]);
  }

  private taps(image: RgbImage): tf.Tensor[] {
    return tf.tidy(() => {
      const rgb = tf.tensor4d(toBytes(image), [1, image.height, image.width, 3]).toFloat().div(255);
      const taps: tf.Tensor4D[] = [];
      let x: tf.Tensor4D = tf.div(tf.sub(tf.sub(tf.mul(rgb, 2), 1), SHIFT), SCALE);
      for (const [i, { stride, padding, tapped, pool }] of BACKBONES[this.backbone].entries()) {
        const { kernel, bias } = this.weights.convolutions[i]!;
        if (pool) x = tf.maxPool(x, pool[0], pool[1], 'valid');
        x = tf.relu(tf.add(tf.conv2d(x, kernel, stride, padding), bias));
        if (tapped) taps.push(x);
      }
      return taps;
    });
  }
}

/** Features of length 1 at each position. */
function unit(features: tf.Tensor): tf.Tensor {
  return tf.div(features, tf.add(tf.sqrt(tf.sum(tf.square(features), 3, true)), 1e-10));
}

/**
 * Reads LPIPS from a safetensors file of the user's; none comes with the project and none is downloaded. Its metadata
 * `network` is `alex` or `vgg`. It holds `conv1.kernel` [11, 11, 3, 64], `conv1.bias` [64] and so on (for VGG16
 * `conv1_1` to `conv5_3`), kernels as [height, width, inputs, outputs], and `lin0` to `lin4`, the weights of the five
 * layers' channels. `scripts/convert-lpips.py` makes it from the files of torchvision and of the package lpips.
 *
 * @throws Error that names the file and the tensor that is absent or has another shape
 */
export async function loadLPIPS(path: string): Promise<LPIPS> {
  const { tensors, metadata } = await readSafetensors(path);
  const refuse = (what: string): Error =>
    new Error(`${path} is not a file of LPIPS weights: ${what}. Make one with scripts/convert-lpips.py.`);
  const { network: backbone } = metadata;
  if (backbone !== 'alex' && backbone !== 'vgg')
    throw refuse(`its metadata has \`network\` ${backbone ?? 'absent'}, not alex or vgg`);
  const stored = (name: string, shape: number[]): Float32Array => storedTensor(tensors, name, shape, refuse);
  const layers = BACKBONES[backbone];
  const values = layers.map(({ name, filter, channels }, i) => {
    const shape: [number, number, number, number] = [filter, filter, layers[i - 1]?.channels ?? 3, channels];
    return { shape, kernel: stored(`${name}.kernel`, shape), bias: stored(`${name}.bias`, [channels]) };
  });
  const taps = layers.filter(({ tapped }) => tapped);
  const linear = taps.map(({ channels }, k) => stored(`lin${k}`, [channels]));
  // Only now, when all is well, are tensors made.
  return new LPIPS(backbone, {
    convolutions: values.map(({ shape, kernel, bias }) => ({
      kernel: tf.tensor4d(kernel, shape),
      bias: tf.tensor1d(bias),
    })),
    linear: linear.map((weights) => tf.tensor1d(weights)),
  });
}
