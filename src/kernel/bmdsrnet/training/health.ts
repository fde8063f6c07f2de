import * as tf from '@tensorflow/tfjs';
import { bicubicUpsample } from '../../compute';
import { observeActivations } from '../networks';
import { observeResiduals } from '../networks/globalResidual';
import type { RestorationNetwork } from '../types';
import type { Notice } from './notices';

/** Share of a layer's ReLUs that may be dead before it is worth a warning. */
const DEAD_LIMIT = 0.9;
/** What a stage adds to its base and rounds to nothing in 8 bits many times over. */
const NOTHING = 1e-6;

/**
 * Looks for the two ways in which a network silently stops learning: a stage that adds nothing to its base, and dead
 * ReLUs. A network that names no stages (`restorationNetwork`) is compared with the bicubic enlargement of its input.
 *
 * @param blurred [N, h, w, 3]; a small part of a batch does, because the pass is eager and keeps every activation
 */
export async function findTroubles(net: RestorationNetwork, blurred: tf.Tensor4D): Promise<Notice[]> {
  const stages: { name: string; found: tf.Scalar }[] = [];
  const layers: { name: string; found: tf.Scalar }[] = [];
  try {
    tf.tidy(() => {
      // What is found outlives the `tidy` of `forward`.
      const { output } = observeActivations(
        (name, output, activation) => {
          // A LeakyReLU learns on both sides of zero: it is never dead.
          if (activation === 'relu') layers.push({ name, found: tf.keep(deadShare(output)) });
        },
        () =>
          observeResiduals(
            (stage, base, residual) =>
              stages.push({ name: `${stage} to ${base}`, found: tf.keep(largest(residual)) }),
            () => net.forward(blurred),
          ),
      );
      if (stages.length > 0) return;
      const departure = tf.sub<tf.Tensor4D>(output, bicubicUpsample(blurred, net.scale));
      stages.push({
        name: `${net.name} to the bicubic enlargement of its input`,
        found: tf.keep(largest(departure)),
      });
    });
    const idle = await namesWhere(stages, (most) => most < NOTHING);
    const dead = await namesWhere(layers, (share) => share > DEAD_LIMIT);
    return [...nothingAdded(idle), ...deadReLUs(dead)];
  } finally {
    tf.dispose([...stages, ...layers].map(({ found }) => found));
  }
}

async function namesWhere(
  measured: readonly { name: string; found: tf.Scalar }[],
  test: (value: number) => boolean,
): Promise<string[]> {
  if (measured.length === 0) return [];
  const stacked = tf.stack(measured.map(({ found }) => found));
  const values = await stacked.data();
  stacked.dispose();
  return measured.filter((_, i) => test(values[i]!)).map(({ name }) => name);
}

function nothingAdded(stages: readonly string[]): Notice[] {
  if (stages.length === 0) return [];
  const text =
    `The network adds nothing to what it starts from: ${stages.join(', ')}. Start again with a lower learning ` +
    'rate, another seed, or the initial scheme "practical".';
  return [{ kind: `nothing added: ${stages.join(', ')}`, text }];
}

function deadReLUs(layers: readonly string[]): Notice[] {
  if (layers.length === 0) return [];
  const text =
    `Over ${100 * DEAD_LIMIT} % of the ReLUs are dead (zero everywhere in the part of a batch that was looked at) and ` +
    `cannot learn any more in ${layers.join(', ')}. Start again with a lower learning rate or with gradient clipping.`;
  return [{ kind: 'dead ReLUs', text }];
}

/** Share of the channels of a ReLU's output [N, h, w, C] that are zero everywhere. */
function deadShare(output: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => tf.mean(tf.cast(tf.equal(tf.max(output, [0, 1, 2]), 0), 'float32')));
}

function largest(image: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => tf.max(tf.abs(image)));
}
