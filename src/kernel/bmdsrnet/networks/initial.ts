import * as tf from '@tensorflow/tfjs';
import type { Random } from '../random';

/** Starting values of one parameter of the given shape. */
export type Initializer = (shape: readonly number[], random: Random) => Float32Array;

/** A plain loop: `Float32Array.from` takes several times as long, and there are networks of 43 million weights. */
function filled(shape: readonly number[], draw: () => number): Float32Array {
  const values = new Float32Array(tf.util.sizeFromShape([...shape]));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return values;
}

/** Fan-in of a kernel [height, width, inputs, outputs]: the inputs that one output sums over. */
const fanIn = ([kh = 1, kw = 1, inputs = 1]: readonly number[]): number => kh * kw * inputs;

export const zeros: Initializer = (shape) => filled(shape, () => 0);

/** He et al. 2015: normal with variance 2 / fan-in, which keeps the scale of activations through ReLUs. */
export function heNormal(gain = 1): Initializer {
  return (shape, random) => {
    const deviation = gain * Math.sqrt(2 / fanIn(shape));
    return filled(shape, () => deviation * random.normal());
  };
}

/** Uniform within 1 / sqrt(fan-in) of zero, the default of common frameworks. */
export const uniformFanIn: Initializer = (shape, random) => {
  const bound = 1 / Math.sqrt(fanIn(shape));
  return filled(shape, () => bound * (2 * random.uniform() - 1));
};

/** Glorot & Bengio 2010: uniform within sqrt(6 / (fan-in + fan-out)) of zero. */
export function glorotUniform(fanInAll: number, fanOut: number): Initializer {
  const bound = Math.sqrt(6 / (fanInAll + fanOut));
  return (shape, random) => filled(shape, () => bound * (2 * random.uniform() - 1));
}
