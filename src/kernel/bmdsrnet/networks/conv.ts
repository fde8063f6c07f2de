import * as tf from '@tensorflow/tfjs';
import { leakyRelu, relu } from './activations';
import { heNormal, type Initializer, uniformFanIn, zeros } from './initial';
import type { Parameter, ParameterList } from './parameters';

export type Activation = 'linear' | 'relu' | 'leakyRelu';

/**
 * A place in the network decides how the scheme `practical` starts a layer: the last conv of a residual block
 * is scaled by 0.1 and an output conv is zero, so that the whole network starts at its global residual.
 */
export type Role = 'hidden' | 'residual' | 'output';

export interface ConvOptions {
  activation?: Activation;
  stride?: 1 | 2;
  role?: Role;
}

/** 3x3 convolution with bias and zero padding: [N, h, w, inputs] -> [N, ceil(h/stride), ceil(w/stride), outputs]. */
export class Conv {
  private readonly kernel: Parameter<tf.Rank.R4>;
  private readonly bias: Parameter<tf.Rank.R1>;
  private readonly activation: Activation;
  private readonly stride: number;

  constructor(
    parameters: ParameterList,
    readonly name: string,
    inputs: number,
    outputs: number,
    { activation = 'linear', stride = 1, role = 'hidden' }: ConvOptions = {},
  ) {
    const initial = parameters.scheme === 'plain' ? uniformFanIn : practical[role];
    this.kernel = parameters.add(`${name}.kernel`, [3, 3, inputs, outputs], initial);
    this.bias = parameters.add(`${name}.bias`, [outputs], zeros);
    this.activation = activation;
    this.stride = stride;
  }

  apply(x: tf.Tensor4D): tf.Tensor4D {
    const filter = this.kernel.value;
    const y = tf.fused.conv2d({ x, filter, strides: this.stride, pad: 'same', bias: this.bias.value });
    return activate(y, this.activation, this.name);
  }
}

/** 3x3 transposed convolution of stride 2 with bias and LeakyReLU: [N, h, w, inputs] -> [N, 2h, 2w, outputs]. */
export class Deconv {
  private readonly kernel: Parameter<tf.Rank.R4>;
  private readonly bias: Parameter<tf.Rank.R1>;

  constructor(
    parameters: ParameterList,
    readonly name: string,
    inputs: number,
    private readonly outputs: number,
  ) {
    // A stride of 2 gives each output a quarter of the kernel on average, hence twice the deviation.
    const initial = parameters.scheme === 'plain' ? uniformFanIn : heNormal(2);
    this.kernel = parameters.add(`${name}.kernel`, [3, 3, outputs, inputs], transposed(initial));
    this.bias = parameters.add(`${name}.bias`, [outputs], zeros);
  }

  apply(x: tf.Tensor4D): tf.Tensor4D {
    const [n, h, w] = x.shape;
    const y = tf.conv2dTranspose(x, this.kernel.value, [n, 2 * h, 2 * w, this.outputs], 2, 'same');
    return activate(tf.add(y, this.bias.value), 'leakyRelu', this.name);
  }
}

/** The kernel of a transposed convolution is stored as [height, width, outputs, inputs]. */
const transposed =
  (initial: Initializer): Initializer =>
  ([kh = 3, kw = 3, outputs = 1, inputs = 1], random) =>
    initial([kh, kw, inputs, outputs], random);

const practical: Record<Role, Initializer> = { hidden: heNormal(), residual: heNormal(0.1), output: zeros };

/**
 * Sees the output [N, h, w, C] of every layer that ends in a ReLU or, in ForNet, a LeakyReLU, and of the ReLU after the
 * addition of a block as `<block>.add`. ForNet's batch is larger than that of its input: the encoder takes the frames one
 * after another, and from the second level on each step or image is there twice, for ForNet and then for BackNet.
 */
export type ActivationObserver = (
  layer: string,
  output: tf.Tensor4D,
  activation: Exclude<Activation, 'linear'>,
) => void;

let observer: ActivationObserver | undefined;

/** Runs `forward` and shows each activation's output on the way to `observe`, which must not keep or dispose it. */
export function observeActivations<T>(observe: ActivationObserver, forward: () => T): T {
  observer = observe;
  try {
    return forward();
  } finally {
    observer = undefined;
  }
}

/** Applies an activation; unless it is linear, `observeActivations` sees its output under the name of the layer. */
export function activate(x: tf.Tensor4D, activation: Activation, layer: string): tf.Tensor4D {
  if (activation === 'linear') return x;
  const y = activation === 'relu' ? relu(x) : leakyRelu(x, SLOPE);
  observer?.(layer, y, activation);
  return y;
}

/** The default of `tf.nn.leaky_relu`, which ForNet's model was written with. */
const SLOPE = 0.2;
