import * as tf from '@tensorflow/tfjs';
import { endOf } from '../networks/disposal';
import type { RestorationNetwork } from '../types';

/** One of the eight symmetries of the square: an exchange of the axes, then mirror images. */
interface Symmetry {
  transpose: boolean;
  /** Axes of [N, h, w, C] to reverse. */
  mirror: number[];
}

const SYMMETRIES: readonly Symmetry[] = [false, true].flatMap((transpose) =>
  [[], [1], [2], [1, 2]].map((mirror) => ({ transpose, mirror })),
);

/**
 * Geometric self-ensemble x8 (Timofte et al. 2016, the "+" of EDSR+): the network sees the image turned and mirrored in
 * all eight ways, each result is turned back exactly, and the mean is taken. Eight times the work.
 * Frames come from the upright pass alone: which of the two time orders a network finds may turn with the image, and a
 * mean over both orders would blur. The streams are not ensembled and are null.
 * @returns a network with the variables of the given one, whose `dispose` leaves those alone
 */
export function selfEnsemble(network: RestorationNetwork): RestorationNetwork {
  const ensembled: RestorationNetwork = {
    name: `${network.name} (x8 self-ensemble)`,
    scale: network.scale,
    multiple: network.multiple,
    variables: network.variables,
    isPure: network.isPure ?? false,
    forward: (blurred) => {
      const { output, frames } = tf.tidy(() => ensemble(network, blurred));
      return { output, frames: frames ?? null, forNet: null, backNet: null, coreNet: null };
    },
    dispose: () => endOf(ensembled),
  };
  return ensembled;
}

function ensemble(network: RestorationNetwork, blurred: tf.Tensor4D) {
  const upright = tf.tidy(() => {
    const { output, frames } = network.forward(blurred);
    return { output, frames: frames ?? undefined };
  });
  const sum = SYMMETRIES.slice(1).reduce(
    // A tidy for each pass: of all its tensors only the sum stays.
    (total, symmetry) =>
      tf.tidy(() => total.add(undo(network.forward(apply(blurred, symmetry)).output, symmetry))),
    upright.output,
  );
  const output: tf.Tensor4D = sum.div(SYMMETRIES.length);
  return { output, frames: upright.frames };
}

function apply(image: tf.Tensor4D, { transpose, mirror }: Symmetry): tf.Tensor4D {
  const turned: tf.Tensor4D = transpose ? image.transpose([0, 2, 1, 3]) : image;
  return mirror.length > 0 ? tf.reverse(turned, mirror) : turned;
}

function undo(image: tf.Tensor4D, { transpose, mirror }: Symmetry): tf.Tensor4D {
  const upright = mirror.length > 0 ? tf.reverse(image, mirror) : image;
  return transpose ? upright.transpose([0, 2, 1, 3]) : upright;
}
