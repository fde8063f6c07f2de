import * as tf from '@tensorflow/tfjs';
import type { RestorationNetwork, Scale } from '../types';
import { endOf } from './disposal';

/** A network of one's own, as a function and the variables that it uses. */
export interface OwnNetwork {
  name: string;
  scale: Scale;
  /** Blurred LR images [N, h, w, 3] in [0, 1] -> sharp HR images [N, scale h, scale w, 3]; differentiable. */
  forward(blurred: tf.Tensor4D): tf.Tensor4D;
  /** What `train` changes; `dispose` disposes them. Default: none, for a method that does not learn. */
  variables?: tf.Variable[];
  /** LR sizes must be multiples of this; images are padded to it. Default 1. */
  multiple?: number;
  /** `forward` depends on nothing but its argument and `variables`, so that it need be recorded only once a size. */
  isPure?: boolean;
  variableNames?: readonly string[];
  metadata?: Readonly<Record<string, string>>;
}

/**
 * Makes a function that maps LR to HR images a network that `train`, `restore` and `evaluate` take. It recovers no
 * frames, so only its output is trained and measured. With a model of TensorFlow.js layers:
 *
 *     restorationNetwork({
 *       name: 'mine', scale: 2, forward: (x) => model.apply(x) as tf.Tensor4D,
 *       variables: model.trainableWeights.map((weight) => weight.read() as tf.Variable),
 *     });
 */
export function restorationNetwork(own: OwnNetwork): RestorationNetwork {
  const { name, scale, variables = [], multiple = 1, isPure = false, variableNames, metadata } = own;
  const network: RestorationNetwork = {
    name,
    scale,
    variables,
    multiple,
    isPure,
    ...(variableNames && { variableNames }),
    ...(metadata && { metadata }),
    forward(blurred) {
      const output = tf.tidy(() => own.forward(blurred));
      const [n, h, w] = blurred.shape;
      const expected = [n, scale * h, scale * w, 3];
      if (!tf.util.arraysEqual(output.shape, expected)) {
        output.dispose();
        throw new RangeError(
          `${name} gave [${output.shape}] for an input of [${blurred.shape}] where [${expected}] is needed at ` +
            `x${scale}: correct its forward() or its scale.`,
        );
      }
      return { frames: null, forNet: null, backNet: null, coreNet: null, output };
    },
    dispose: () => {
      endOf(network);
      tf.dispose(variables);
    },
  };
  return network;
}
