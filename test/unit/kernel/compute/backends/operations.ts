import * as tf from '@tensorflow/tfjs';
import {
  bicubicUpsample,
  pixelShuffle,
  resizeBilinear,
  resizeNearest,
} from '../../../../../src/kernel/compute';

type T2 = tf.Tensor2D;
type T4 = tf.Tensor4D;

/** What `scripts/oracle/make_operations.py` computes, by the same names. Those named `forward` have no gradient in tfjs. */
export const operations: Record<string, (...inputs: tf.Tensor[]) => tf.Tensor> = {
  conv2d: (x, w) => tf.conv2d(x as T4, w as T4, 1, 'same'),
  'conv2d of few channels': (x, w) => tf.conv2d(x as T4, w as T4, 1, 'same'),
  'conv2d of many channels': (x, w) => tf.conv2d(x as T4, w as T4, 1, 'same'),
  'conv2d, pointwise': (x, w) => tf.conv2d(x as T4, w as T4, 1, 'same'),
  'conv2d, 5x5, valid': (x, w) => tf.conv2d(x as T4, w as T4, 1, 'valid'),
  'conv2d, stride 2': (x, w) => tf.conv2d(x as T4, w as T4, 2, 'same'),
  'conv2d, dilation 2, forward': (x, w) => tf.conv2d(x as T4, w as T4, 1, 'same', 'NHWC', 2),
  conv2dTranspose: (x, w) => tf.conv2dTranspose(x as T4, w as T4, [2, 8, 6, 6], 2, 'same'),
  depthwiseConv2d: (x, w) => tf.depthwiseConv2d(x as T4, w as T4, 1, 'same'),
  separableConv2d: (x, d, p) => tf.separableConv2d(x as T4, d as T4, p as T4, 1, 'same'),
  matMul: (a, b) => tf.matMul(a, b),
  'matMul, transposed': (a, b) => tf.matMul(a as T2, b as T2, true, true),
  'matMul, batched': (a, b) => tf.matMul(a, b),
  'add, broadcast': tf.add,
  'sub, broadcast': tf.sub,
  'mul, broadcast': tf.mul,
  div: tf.div,
  pow: tf.pow,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  relu: tf.relu,
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  prelu: tf.prelu,
  elu: tf.elu,
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  softplus: tf.softplus,
  exp: tf.exp,
  log: tf.log,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  abs: tf.abs,
  square: tf.square,
  clipByValue: (x) => tf.clipByValue(x, -0.3, 0.4),
  softmax: (x) => tf.softmax(x),
  'sum of an axis': (x) => tf.sum(x, 2),
  'mean of rows and columns': (x) => tf.mean(x, [1, 2]),
  'sum of all': (x) => tf.sum(x),
  'max of an axis': (x) => tf.max(x, -1),
  concat: (a, b) => tf.concat([a, b], 3),
  slice: (x) => tf.slice(x, [0, 1, 2, 1], [-1, 4, -1, 2]),
  split: (x) => {
    const [a, b] = tf.split(x, 2, 3);
    return tf.mul(tf.sigmoid(a!), tf.tanh(b!));
  },
  pad: (x) => tf.pad(x, [[0, 0], [1, 3], [2, 1], [0, 0]]), // biome-ignore format: pairs of an axis
  'mirrorPad, reflect': (x) => tf.mirrorPad(x, [[0, 0], [1, 3], [2, 1], [0, 0]], 'reflect'), // biome-ignore format: as above
  'mirrorPad, symmetric': (x) => tf.mirrorPad(x, [[0, 0], [1, 6], [5, 0], [0, 0]], 'symmetric'), // biome-ignore format: as above
  tile: (x) => tf.tile(x, [1, 2, 3, 2]),
  'stridedSlice, steps': (x) => tf.stridedSlice(x, [0, 1, 4, 0], [2, 6, -6, 4], [1, 2, -3, 3]),
  'stridedSlice, masks': (x) => tf.stridedSlice(x, [1, 3, 1], [2, 5, 4], [1, 3, 2], 2, 4),
  transpose: (x) => tf.transpose(x, [0, 3, 1, 2]),
  reverse: (x) => tf.reverse(x, 2),
  stack: (a, b) => tf.stack([a, b], 1),
  gather: (x) => tf.gather(x, tf.tensor1d([4, 0, 0, 2], 'int32'), 2),
  where: (a, b) => tf.where(tf.greater(a, b), a, tf.mul(b, b)),
  maxPool: (x) => tf.maxPool(x as T4, 2, 2, 'valid'),
  avgPool: (x) => tf.avgPool(x as T4, 2, 2, 'valid'),
  'avgPool, same': (x) => tf.avgPool(x as T4, 3, 2, 'same'),
  batchNorm: (x, mean, variance, scale, offset) =>
    tf.batchNorm(
      x as T4,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset as tf.Tensor1D,
      scale as tf.Tensor1D,
      1e-3,
    ),
  depthToSpace: (x) => tf.depthToSpace(x as T4, 2, 'NHWC'),
  pixelShuffle: (x) => pixelShuffle(x as T4, 2),
  'tf.image.resizeBilinear, corners': (x) => tf.image.resizeBilinear(x as T4, [9, 4]),
  'tf.image.resizeBilinear, aligned corners': (x) => tf.image.resizeBilinear(x as T4, [9, 4], true),
  'tf.image.resizeBilinear, half-pixel': (x) => tf.image.resizeBilinear(x as T4, [9, 13], false, true),
  'tf.image.resizeBilinear, half-pixel, smaller': (x) =>
    tf.image.resizeBilinear(x as T4, [4, 3], false, true),
  'tf.image.resizeNearestNeighbor, corners': (x) => tf.image.resizeNearestNeighbor(x as T4, [9, 3]),
  'tf.image.resizeNearestNeighbor, half-pixel': (x) =>
    tf.image.resizeNearestNeighbor(x as T4, [4, 13], false, true),
  resizeBilinear: (x) => resizeBilinear(x as T4, 3),
  resizeNearest: (x) => resizeNearest(x as T4, [12, 10]),
  bicubicUpsample: (x) => bicubicUpsample(x as T4, 2),
};
