import * as tf from '@tensorflow/tfjs';
import { pixelShuffle } from '../../compute';
import { restorationNetwork } from '../networks/restorationNetwork';
import type { RestorationNetwork, SampleSource } from '../types';
import { fitFilters, TAPS } from './normalEquations';

/** Of `fitLinearUpsampler`. */
export interface LinearUpsamplerOptions {
  /** Patches to fit on; more are thinned out evenly. Default 150,000, which takes about a second. */
  mostPatches?: number;
  /** Samples to read for them; of a larger set they are taken evenly. Default 256. */
  mostSamples?: number;
  signal?: AbortSignal;
}

/**
 * The best linear upsampler for a training set: one 9x9 filter for each of the s x s phases of an HR pixel, the same
 * for R, G and B, by least squares. A network that learns should beat it.
 *
 * @throws RangeError when the set is too small
 */
export async function fitLinearUpsampler(
  set: SampleSource,
  { mostPatches = 150_000, mostSamples = 256, signal }: LinearUpsamplerOptions = {},
): Promise<RestorationNetwork> {
  const { scale } = set;
  const filters = await fitFilters(set, mostPatches, mostSamples, signal);
  const kernel = tf.tidy(() =>
    tf.variable(tf.tensor4d(Float32Array.from(filters), [TAPS, TAPS, 1, scale * scale])),
  );
  const reach = (TAPS - 1) / 2;
  return restorationNetwork({
    isPure: true,
    name: `linear ${TAPS}x${TAPS} x${scale}`,
    scale,
    variables: [kernel],
    variableNames: ['linear.kernel'],
    metadata: { network: 'linear', scale: String(scale), fittedOn: set.description },
    forward(blurred) {
      const [n, h, w] = blurred.shape;
      // Each colour is an image of its own.
      const planes: tf.Tensor4D = tf.reshape(tf.transpose(blurred, [0, 3, 1, 2]), [3 * n, h, w, 1]);
      const pad: [number, number] = [reach, reach];
      const padded = tf.mirrorPad(planes, [[0, 0], pad, pad, [0, 0]], 'symmetric');
      const large = pixelShuffle(tf.conv2d(padded, kernel, 1, 'valid'), scale);
      return tf.transpose(tf.reshape(large, [n, 3, scale * h, scale * w]), [0, 2, 3, 1]);
    },
  });
}
