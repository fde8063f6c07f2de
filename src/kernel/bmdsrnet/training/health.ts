import * as tf from '@tensorflow/tfjs';
import { bicubicUpsample } from '../../compute';
import { observeActivations } from '../networks';
import type { RestorationNetwork } from '../types';

/** Share of a layer's ReLUs that may be dead before it is worth a warning. */
const DEAD_LIMIT = 0.9;

/** Steps after which a network that learns has left its base, and between two looks for trouble later. */
const FIRST_LOOK = 20;
const LOOK_EVERY = 500;

export function isTimeToLook(step: number): boolean {
  return step === FIRST_LOOK || (step > 0 && step % LOOK_EVERY === 0);
}

export interface Trouble {
  kind: 'output equals its base' | 'dead ReLUs';
  /** What was seen and what to do about it. */
  text: string;
}

/** Looks for the two ways in which a network silently stops learning. */
export async function findTroubles(net: RestorationNetwork, blurred: tf.Tensor4D): Promise<Trouble[]> {
  const layers: string[] = [];
  const deadShares: tf.Scalar[] = [];
  const measured = tf.tidy(() => {
    const { output } = observeActivations(
      (layer, activation) => {
        layers.push(layer);
        deadShares.push(tf.keep(deadShare(activation))); // outlives the `tidy` of `forward`
      },
      () => net.forward(blurred),
    );
    const departure = tf.max(tf.abs(tf.sub(output, bicubicUpsample(blurred, net.scale))));
    return tf.stack([departure, ...deadShares]);
  });
  tf.dispose(deadShares);
  const [departure, ...shares] = await measured.data();
  measured.dispose();

  const troubles: Trouble[] = [];
  if (departure! < 1e-6) {
    troubles.push({
      kind: 'output equals its base',
      text:
        'The output is exactly the bicubic upsampling of the input: the network adds nothing to it. ' +
        'Start again with a lower learning rate, another seed, or the initial scheme "practical".',
    });
  }
  const dead = layers.filter((_, i) => shares[i]! > DEAD_LIMIT);
  if (dead.length > 0) {
    troubles.push({
      kind: 'dead ReLUs',
      text:
        `Over ${100 * DEAD_LIMIT} % of the ReLUs are dead (zero everywhere in a batch) and cannot learn any more ` +
        `in ${dead.join(', ')}. Start again with a lower learning rate or with gradient clipping.`,
    });
  }
  return troubles;
}

/** Share of the channels of [N, h, w, C] that are zero everywhere. */
function deadShare(activation: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => tf.mean(tf.cast(tf.equal(tf.max(activation, [0, 1, 2]), 0), 'float32')));
}
