import * as tf from '@tensorflow/tfjs';
import { glorotUniform, zeros } from './initial';
import type { Parameter, ParameterList } from './parameters';

/** Hidden state h and cell c, both [N, h, w, C]. */
export interface LSTMState {
  hidden: tf.Tensor4D;
  cell: tf.Tensor4D;
}

/**
 * Convolutional LSTM (Shi et al. 2015) with 3x3 kernels and no peepholes, the "ConvLSTM" of Table 2:
 *
 *     i, j, f, o = conv([x, h]) + b
 *     c' = c sigmoid(f + 1) + sigmoid(i) tanh(j)
 *     h' = tanh(c') sigmoid(o)
 *
 * conv([x, h]) is computed as conv(x) + conv(h): the part of x needs no state, so `project` does it for the
 * whole sequence in one convolution and only the part of h waits for the step before.
 */
export class ConvLSTM {
  private readonly input: Parameter<tf.Rank.R4>;
  private readonly state: Parameter<tf.Rank.R4>;
  private readonly bias: Parameter<tf.Rank.R1>;

  constructor(
    parameters: ParameterList,
    name: string,
    private readonly channels: number,
  ) {
    const c = channels;
    const initial = glorotUniform(3 * 3 * 2 * c, 3 * 3 * 4 * c);
    this.input = parameters.add(`${name}.input`, [3, 3, c, 4 * c], initial);
    this.state = parameters.add(`${name}.state`, [3, 3, c, 4 * c], initial);
    this.bias = parameters.add(`${name}.bias`, [4 * c], zeros);
  }

  /** What x adds to the four gates: [any, h, w, C] -> [any, h, w, 4C]. The 1 of the forget gate is in it. */
  project(x: tf.Tensor4D): tf.Tensor4D {
    const c = this.channels;
    const forget = Float32Array.from({ length: 4 * c }, (_, k) => (k >= 2 * c && k < 3 * c ? 1 : 0));
    const bias = tf.add<tf.Tensor1D>(this.bias.value, tf.tensor1d(forget));
    return tf.fused.conv2d({ x, filter: this.input.value, strides: 1, pad: 'same', bias });
  }

  /** One step from `previous` (zero where there is none) with the projected input [N, h, w, 4C]. */
  step(projected: tf.Tensor4D, previous: LSTMState | undefined): LSTMState {
    const gates: tf.Tensor4D = previous
      ? tf.add(projected, tf.conv2d(previous.hidden, this.state.value, 1, 'same'))
      : projected;
    const [i, j, f, o] = tf.split(gates, 4, 3) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const fresh: tf.Tensor4D = tf.mul(tf.sigmoid(i), tf.tanh(j));
    const cell: tf.Tensor4D = previous ? tf.add(tf.mul(previous.cell, tf.sigmoid(f)), fresh) : fresh;
    return { cell, hidden: tf.mul(tf.tanh(cell), tf.sigmoid(o)) };
  }

  /** The hidden states of a sequence of projected inputs, from a zero state. */
  run(sequence: readonly tf.Tensor4D[]): tf.Tensor4D[] {
    let state: LSTMState | undefined;
    return sequence.map((projected) => {
      state = this.step(projected, state);
      return state.hidden;
    });
  }
}
