import * as tf from '@tensorflow/tfjs';

/** Adam (Kingma & Ba 2015) over one weight vector, with the learning rate given at each step. */
export class Adam {
  /** Steps taken. */
  step = 0;
  private firstMoment: tf.Tensor1D;
  private secondMoment: tf.Tensor1D;

  constructor(
    size: number,
    private readonly beta1 = 0.9,
    private readonly beta2 = 0.999,
    private readonly epsilon = 1e-8,
  ) {
    this.firstMoment = tf.zeros([size]);
    this.secondMoment = tf.zeros([size]);
  }

  /** The weights after one step against `gradient`; both vectors stay the caller's. */
  update(weights: tf.Tensor1D, gradient: tf.Tensor1D, learningRate: number): tf.Tensor1D {
    const { beta1, beta2, epsilon } = this;
    this.step += 1;
    const [first, second, next] = tf.tidy(() => {
      const m: tf.Tensor1D = tf.add(tf.mul(this.firstMoment, beta1), tf.mul(gradient, 1 - beta1));
      const v: tf.Tensor1D = tf.add(tf.mul(this.secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      // Both bias corrections as one factor on the rate; epsilon is scaled to match.
      const unbias = Math.sqrt(1 - beta2 ** this.step);
      const rate = (learningRate * unbias) / (1 - beta1 ** this.step);
      const change = tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon * unbias));
      return [m, v, tf.sub<tf.Tensor1D>(weights, change)] as const;
    });
    this.dispose();
    this.firstMoment = first;
    this.secondMoment = second;
    return next;
  }

  dispose(): void {
    tf.dispose([this.firstMoment, this.secondMoment]);
  }
}
