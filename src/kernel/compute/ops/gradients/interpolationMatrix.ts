import * as tf from '@tensorflow/tfjs';

export type Interpolation = 'bilinear' | 'nearest';

/** How pixels of the two sizes lie on each other; with neither, their upper left corners do. */
interface Centres {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/** [to, from]: what each output position of TensorFlow's resize takes from each input position, for one direction. */
export function interpolationMatrix(
  interpolation: Interpolation,
  from: number,
  to: number,
  centres: Centres,
): tf.Tensor2D {
  const places = Array.from({ length: to }, (_, i) => placeOf(interpolation, i, from, to, centres));
  const low = places.map(Math.floor);
  const share = places.map((place, i) => place - low[i]!);
  const chosen = (at: number[], weights: number[]): tf.Tensor2D =>
    tf.mul(tf.oneHot(tf.tensor1d(at, 'int32'), from), tf.tensor2d(weights, [to, 1]));
  return tf.tidy(() => {
    const lower = chosen(
      low,
      share.map((part) => 1 - part),
    );
    return interpolation === 'nearest' ? lower : tf.add(lower, chosen(places.map(Math.ceil), share));
  });
}

/** The input position, from 0 to `from - 1`, that an output position shows. */
function placeOf(
  interpolation: Interpolation,
  output: number,
  from: number,
  to: number,
  { alignCorners, halfPixelCenters }: Centres,
): number {
  const scale = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const exact = halfPixelCenters ? (output + 0.5) * scale - 0.5 : output * scale;
  if (interpolation === 'bilinear') return Math.min(from - 1, Math.max(0, exact));
  const nearest = alignCorners ? Math.round(exact) : Math.floor(halfPixelCenters ? exact + 0.5 : exact);
  return Math.min(from - 1, nearest);
}
