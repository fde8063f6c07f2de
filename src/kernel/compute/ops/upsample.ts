import * as tf from '@tensorflow/tfjs';
import { pixelShuffle } from './pixelShuffle';

/** A separable interpolation kernel: its weight at a distance in input pixels, zero beyond `support`. */
export interface Interpolation {
  weight(distance: number): number;
  support: 1 | 2;
}

/** Channels that one dense convolution handles; its filter is block-diagonal, so more would mostly multiply zeros. */
const MOST_CHANNELS = 4;

/**
 * Enlarges by an integer factor with half-pixel centres and symmetric borders. Every output pixel of one phase
 * (position modulo s) has the same weights, so one small convolution gives all s*s phases as channels, and a pixel
 * shuffle puts them in place: its gradient is made of fast kernels too.
 * @param x [N, H, W, C]
 * @returns [N, s*H, s*W, C]
 */
export function upsample(x: tf.Tensor4D, s: number, interpolation: Interpolation): tf.Tensor4D {
  if (!Number.isInteger(s) || s < 1)
    throw new RangeError(`the enlarging factor must be a whole number, not ${s}`);
  const [n, h, w, c] = x.shape;
  const width = [4, 3, 2, 1].find((size) => size <= MOST_CHANNELS && c % size === 0)!;
  const groups = c / width;
  return tf.tidy(() => {
    if (groups === 1) return upsampleFew(x, s, interpolation);
    // Groups of channels join the batch.
    const folded = x
      .reshape([n, h * w, groups, width])
      .transpose([0, 2, 1, 3])
      .reshape([n * groups, h, w, width]);
    const large = upsampleFew(folded as tf.Tensor4D, s, interpolation);
    return large
      .reshape([n, groups, s * h * s * w, width])
      .transpose([0, 2, 1, 3])
      .reshape([n, s * h, s * w, c]);
  });
}

function upsampleFew(x: tf.Tensor4D, s: number, interpolation: Interpolation): tf.Tensor4D {
  const { support } = interpolation;
  const padded = symmetricPad(symmetricPad(x, 1, support), 2, support);
  return pixelShuffle(tf.conv2d(padded, phaseFilter(s, x.shape[3], interpolation), 1, 'valid'), s);
}

/** [taps, taps, C, s*s*C], zero except between a channel and itself. */
function phaseFilter(s: number, channels: number, interpolation: Interpolation): tf.Tensor4D {
  const rows = phaseWeights(s, interpolation);
  const taps = 2 * interpolation.support + 1;
  const filter = tf.buffer([taps, taps, channels, s * s * channels]);
  rows.forEach((vertical, a) => {
    rows.forEach((horizontal, b) => {
      for (let ky = 0; ky < taps; ky++)
        for (let kx = 0; kx < taps; kx++)
          for (let c = 0; c < channels; c++)
            filter.set(vertical[ky]! * horizontal[kx]!, ky, kx, c, (a * s + b) * channels + c);
    });
  });
  return filter.toTensor() as tf.Tensor4D;
}

/** For each phase, the weights of the input pixels from -support to +support round the pixel it lies in. */
function phaseWeights(s: number, { weight, support }: Interpolation): number[][] {
  return Array.from({ length: s }, (_, phase) => {
    const centre = (phase + 0.5) / s - 0.5;
    const weights = Array.from({ length: 2 * support + 1 }, (_, tap) =>
      weight(Math.abs(centre - (tap - support))),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((value) => value / sum);
  });
}

/** Mirrors `size` pixels, edge included, at both ends of an axis. Made of slices, because `tf.mirrorPad` takes no border wider than the image. */
function symmetricPad(x: tf.Tensor4D, axis: 1 | 2, size: number): tf.Tensor4D {
  const length = x.shape[axis];
  const at = (position: number): tf.Tensor4D => {
    const inPeriod = ((position % (2 * length)) + 2 * length) % (2 * length);
    const mirrored = Math.min(inPeriod, 2 * length - 1 - inPeriod);
    const begin = axis === 1 ? [0, mirrored, 0, 0] : [0, 0, mirrored, 0];
    return tf.slice(x, begin, axis === 1 ? [-1, 1, -1, -1] : [-1, -1, 1, -1]);
  };
  const before = Array.from({ length: size }, (_, i) => at(i - size));
  const after = Array.from({ length: size }, (_, i) => at(length + i));
  return tf.concat([...before, x, ...after], axis);
}
