import * as tf from '@tensorflow/tfjs';
import { createRandom, type Random } from '../random';
import { type Batch, FRAME_COUNT, type RgbImage, type SampleSet, type Scale } from '../types';

export interface BatchOptions {
  /** Samples in a batch. Default 4, as in the paper. */
  batch?: number;
  /** Side of the square LR patch; the HR patch is `scale` times as large. */
  lrPatch: number;
  seed?: number;
  /** Random flips, quarter turns and reversal of the frames (the static-to-dynamic loss does not mind). Default true. */
  augment?: boolean;
}

/** An endless supply of training batches; batch `step` depends only on the seed and the step. */
export interface TrainingBatches {
  scale: Scale;
  description: string;
  batch(step: number): Batch;
}

/** A crop with one of the eight symmetries of the square. */
interface View {
  left: number;
  top: number;
  flip: boolean;
  transpose: boolean;
  mirror: boolean;
}

/** Random aligned LR and HR patches of a set, a new draw each step. */
export function trainingBatches(set: SampleSet, options: BatchOptions): TrainingBatches {
  const { batch = 4, lrPatch, seed = 1, augment = true } = options;
  if (set.length === 0) throw new RangeError('the set is empty: there is nothing to make batches of');
  const random = createRandom(seed);
  return {
    scale: set.scale,
    description: `${set.description}; batches of ${batch}, LR patch ${lrPatch}${augment ? ', augmented' : ''}, seed ${seed}`,
    batch: (step) => makeBatch(set, batch, lrPatch, augment, random.fork(step)),
  };
}

function makeBatch(set: SampleSet, count: number, patch: number, augment: boolean, random: Random): Batch {
  const { scale } = set;
  const hrPatch = patch * scale;
  const blurred = new Float32Array(count * patch * patch * 3);
  const frames = new Float32Array(count * patch * patch * 3 * FRAME_COUNT);
  const sharp = new Float32Array(count * hrPatch * hrPatch * 3);
  const samples: number[] = [];
  for (let n = 0; n < count; n++) {
    const index = random.integer(set.length);
    samples.push(index);
    const sample = set.at(index);
    const { width, height } = sample.blurred;
    if (width < patch || height < patch) {
      throw new RangeError(
        `LR patches of ${patch} pixels do not fit into a sample of ${width}x${height}: choose a smaller lrPatch`,
      );
    }
    const coin = (): boolean => augment && random.uniform() < 0.5;
    const [left, top] = [random.integer(width - patch + 1), random.integer(height - patch + 1)];
    const view: View = { left, top, flip: coin(), transpose: coin(), mirror: coin() };
    const ordered = coin() ? sample.frames.toReversed() : sample.frames;
    copyView(sample.blurred, view, patch, blurred, n, 0, 3);
    for (const [i, frame] of ordered.entries())
      copyView(frame, view, patch, frames, n, 3 * i, 3 * FRAME_COUNT);
    copyView(sample.sharp, { ...view, left: left * scale, top: top * scale }, hrPatch, sharp, n, 0, 3);
  }
  return {
    blurred: tf.tensor4d(blurred, [count, patch, patch, 3]),
    frames: tf.tensor4d(frames, [count, patch, patch, 3 * FRAME_COUNT]),
    sharp: tf.tensor4d(sharp, [count, hrPatch, hrPatch, 3]),
    samples,
  };
}

/** Copies a view into image `n` of an NHWC array with `channels` channels, at the given channel. */
function copyView(
  image: RgbImage,
  { left, top, flip, transpose, mirror }: View,
  side: number,
  out: Float32Array,
  n: number,
  channel: number,
  channels: number,
): void {
  let to = n * side * side * channels + channel;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++, to += channels) {
      const [u, v] = transpose ? [y, x] : [x, y];
      const from = 3 * ((top + (flip ? side - 1 - v : v)) * image.width + left + (mirror ? side - 1 - u : u));
      out[to] = image.data[from]!;
      out[to + 1] = image.data[from + 1]!;
      out[to + 2] = image.data[from + 2]!;
    }
  }
}
