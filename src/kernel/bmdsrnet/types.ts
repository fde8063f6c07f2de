import type * as tf from '@tensorflow/tfjs';

/** Upscaling factor of the paper's experiments. */
export type Scale = 2 | 3 | 4;

/** Frames averaged into one blurred image, and recovered from it. */
export const FRAME_COUNT = 7;
/** Index from 0 of the centre frame (frame 4 of the paper), the one that is super-resolved. */
export const CENTRE = 3;

/**
 * An RGB image outside TensorFlow.js: height x width x 3 interleaved, sRGB values in [0, 1].
 * Images that were read from or will be written to 8-bit files hold multiples of 1/255.
 */
export interface RgbImage {
  width: number;
  height: number;
  data: Float32Array;
}

/** One training or evaluation example. Frames are in time order; `frames[CENTRE]` goes with `sharp`. */
export interface Sample {
  /** LR blurred input, h x w. */
  blurred: RgbImage;
  /** The seven LR sharp frames, h x w; empty where the data has none, as a plain pair of LR and HR images. */
  frames: RgbImage[];
  /** HR sharp centre frame, (scale h) x (scale w). */
  sharp: RgbImage;
}

/** A finite set of samples that all have the same scale; sizes may differ. They may be read only when asked for. */
export interface SampleSource {
  scale: Scale;
  length: number;
  at(index: number): Sample | Promise<Sample>;
  /** What a number measured on this set is measured on, such as "24 procedural scenes (synthetic), seed 7". */
  description: string;
  /** Stands for its files, where it has any: another one where a file was replaced under the same name. */
  fingerprint?(): Promise<string>;
}

/** A set whose samples are in memory, or made at once. */
export interface SampleSet extends SampleSource {
  at(index: number): Sample;
}

/** A batch for training, RGB in [0, 1]. Whoever receives it disposes it. */
export interface Batch {
  /** [N, h, w, 3] */
  blurred: tf.Tensor4D;
  /** [N, h, w, 21]: frame i (from 0) is channels 3i to 3i+2; null where the data has no frames. */
  frames: tf.Tensor4D | null;
  /** [N, scale h, scale w, 3] */
  sharp: tf.Tensor4D;
  /** Indices of its samples in their set, to name them in messages. */
  samples?: readonly number[];
  /** The file of each, where they are on disk: the blurred image, or the first of those it is made from. */
  names?: readonly string[];
}

/**
 * What a network gives for one batch; every tensor is the caller's to dispose. What a network does not compute on
 * the way to its output is null, and so is a stream whose image is the output itself.
 */
export interface Restored {
  /** Seven LR frames from BMDNet, [N, h, w, 21]. */
  frames: tf.Tensor4D | null;
  /** HR centre frame from each stream, [N, scale h, scale w, 3]. */
  forNet: tf.Tensor4D | null;
  backNet: tf.Tensor4D | null;
  coreNet: tf.Tensor4D | null;
  /** ForNet's and BackNet's images after each frame that they read, [steps N, scale h, scale w, 3], where they decode every one. */
  forNetSteps?: tf.Tensor4D;
  backNetSteps?: tf.Tensor4D;
  /** HR centre frame, [N, scale h, scale w, 3]. */
  output: tf.Tensor4D;
}

/** A blind motion deblurring and super-resolution network, as training and evaluation see it. */
export interface RestorationNetwork {
  readonly name: string;
  readonly scale: Scale;
  /** LR sizes must be multiples of this; `restore` pads by reflection and crops. */
  readonly multiple: number;
  readonly variables: tf.Variable[];
  /** Names of the variables in their order, for files of weights; default `weight0`, `weight1`, ... */
  readonly variableNames?: readonly string[];
  /** What a file of its weights says about it, such as preset and scale. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** `forward` depends on nothing but its argument and `variables`, so that it need be recorded only once a size. */
  readonly isPure?: boolean;
  /** `blurred` is [N, h, w, 3] in [0, 1]. */
  forward(blurred: tf.Tensor4D): Restored;
  dispose(): void;
}
