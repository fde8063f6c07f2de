import * as tf from '@tensorflow/tfjs';
import { bicubicUpsample } from '../../compute';
import { observeActivations } from '../networks';
import type { RestorationNetwork } from '../types';

/** Share of a layer's ReLUs that may be dead before it is worth a warning. */
const DEAD_LIMIT = 0.9;

/** Looks for the two ways in which a network silently stops learning; returns a sentence for each one found. */
export async function findTroubles(net: RestorationNetwork, blurred: tf.Tensor4D): Promise<string[]> {
  const layers: string[] = [];
  const measured = tf.tidy(() => {
    const deadShares: tf.Scalar[] = [];
    const { output } = observeActivations(
      (layer, activation) => {
        layers.push(layer);
        const alive = tf.greater(tf.max(activation, [0, 1, 2]), 0);
        deadShares.push(tf.sub(1, tf.mean(tf.cast(alive, 'float32'))));
      },
      () => net.forward(blurred),
    );
    const departure = tf.max(tf.abs(tf.sub(output, bicubicUpsample(blurred, net.scale))));
    return tf.stack([departure, ...deadShares]);
  });
  const [departure, ...deadShares] = await measured.data();
  measured.dispose();

  const troubles: string[] = [];
  if (departure! < 1e-6) {
    troubles.push(
      'The output is exactly the bicubic upsampling of the input: the network adds nothing to it. ' +
        'Start again with a lower learning rate, another seed, or the initial scheme "practical".',
    );
  }
  layers.forEach((layer, i) => {
    const share = deadShares[i]!;
    if (share > DEAD_LIMIT) {
      troubles.push(
        `${layer}: ${Math.round(100 * share)} % of its ReLUs are dead (zero everywhere in a batch) and cannot ` +
          'learn any more. Start again with a lower learning rate or with gradient clipping.',
      );
    }
  });
  return troubles;
}
