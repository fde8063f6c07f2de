import * as tf from '@tensorflow/tfjs';

/**
 * Exponential moving average of the weights. Its memory grows with the run, about a twentieth of the steps
 * so far up to `decay`, so that the same setting serves runs of hundreds and of millions of steps.
 */
export class WeightAverage {
  private updates = 0;
  private current: tf.Tensor1D;

  constructor(
    weights: tf.Tensor1D,
    private readonly decay: number,
  ) {
    this.current = weights.clone();
  }

  /** The averaged weights; they stay this object's. */
  get weights(): tf.Tensor1D {
    return this.current;
  }

  update(weights: tf.Tensor1D): void {
    this.updates += 1;
    const decay = Math.min(this.decay, this.updates / (this.updates + 20));
    const next = tf.tidy(() => tf.add<tf.Tensor1D>(tf.mul(this.current, decay), tf.mul(weights, 1 - decay)));
    this.current.dispose();
    this.current = next;
  }

  dispose(): void {
    this.current.dispose();
  }
}
