import * as tf from '@tensorflow/tfjs';
import type { Random } from '../random';
import type { Initializer } from './initial';
import type { InitialScheme } from './presets';

/** One trainable tensor. Its shape is known at once; its values are drawn and stored at the first use. */
export class Parameter<R extends tf.Rank = tf.Rank> {
  private variable: tf.Variable<R> | undefined;

  constructor(
    /** Where it is in the network, such as `BMDNet.B1.conv2.kernel`. */
    readonly name: string,
    readonly shape: tf.ShapeMap[R],
    private readonly draw: () => Float32Array,
  ) {}

  get size(): number {
    return tf.util.sizeFromShape(this.shape);
  }

  get value(): tf.Variable<R> {
    this.variable ??= tf.tidy(() => tf.variable(tf.tensor<R>(this.draw(), this.shape, 'float32')));
    return this.variable;
  }

  dispose(): void {
    this.variable?.dispose();
    this.variable = undefined;
  }
}

/**
 * The parameters of a network in the order in which its layers are built. Each draws from a random stream of
 * its own, so that the values depend neither on the backend nor on the order of first use.
 */
export class ParameterList {
  readonly all: Parameter[] = [];

  constructor(
    readonly scheme: InitialScheme,
    private readonly random: Random,
  ) {}

  add<R extends tf.Rank>(name: string, shape: tf.ShapeMap[R], initial: Initializer): Parameter<R> {
    const random = this.random.fork(this.all.length);
    const parameter = new Parameter<R>(name, shape, () => initial(shape, random));
    this.all.push(parameter);
    return parameter;
  }
}
