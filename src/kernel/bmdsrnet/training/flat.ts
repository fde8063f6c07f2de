import * as tf from '@tensorflow/tfjs';

// The optimiser works on all weights as one vector: a dozen operations a step instead of a dozen per variable.

/** Joins tensors into one vector, in order. */
export function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.tidy(() => tf.concat(tensors.map((tensor) => tensor.flatten())));
}

/** Sets variables from a vector made by `flatten` of tensors with their shapes. */
export function assignFlat(variables: readonly tf.Variable[], flat: tf.Tensor1D): void {
  tf.tidy(() => {
    let offset = 0;
    for (const variable of variables) {
      variable.assign(flat.slice(offset, variable.size).reshape(variable.shape));
      offset += variable.size;
    }
  });
}
