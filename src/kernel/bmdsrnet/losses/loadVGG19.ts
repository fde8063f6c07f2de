import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as tf from '@tensorflow/tfjs';
import { storedTensor } from '../networks/safetensors';
import { readSafetensors } from '../networks/safetensorsFile';
import { VGG19 } from './vgg19';

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
  const source = { file: basename(path), sha256: await sha256Of(path) };
  const { mean, deviation } = PREPROCESSING[preprocessing];
  // Only now, when all is well, are tensors made.
  const groups = values.map((layers) =>
    layers.map(({ shape, kernel, bias }) => ({
      kernel: tf.tensor4d(kernel, shape),
      bias: tf.tensor1d(bias),
    })),
  );
  return new VGG19(groups, tf.tensor1d(mean), tf.tensor1d(deviation), source);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
