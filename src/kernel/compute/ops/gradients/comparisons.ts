import * as tf from '@tensorflow/tfjs';

const COMPARISONS = [
  'Equal',
  'NotEqual',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalOr',
];

/**
 * Comparisons of values that depend on a variable, as in `tf.where(tf.greater(x, 0), x, y)`: their gradient is zero, where
 * TensorFlow.js has none and throws.
 */
export function registerComparisonGradients(): void {
  for (const kernelName of COMPARISONS) {
    if (tf.getGradient(kernelName)) continue;
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_, saved) => {
        const [a, b] = saved as [tf.Tensor, tf.Tensor];
        return {
          a: () => tf.zerosLike(a.toFloat()),
          b: () => tf.zerosLike(b.toFloat()),
        };
      },
    });
  }
}
