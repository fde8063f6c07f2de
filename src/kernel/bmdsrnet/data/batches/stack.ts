import * as tf from '@tensorflow/tfjs';
import { type Batch, FRAME_COUNT } from '../../types';
import type { Patch } from './view';

/** Puts patches of one size together as the tensors of a batch. */
export function stackPatches(patches: readonly Patch[]): Batch {
  const { side, scale } = patches[0]!;
  const n = patches.length;
  const frames = patches.flatMap((patch) => patch.frames ?? []);
  if (frames.length !== 0 && frames.length !== n) {
    throw new Error(
      'some samples of this set have seven frames and some have none: train on two sets one after the other, or leave the frames out of all',
    );
  }
  const hr = side * scale;
  return {
    blurred: tf.tensor4d(concat(patches.map(({ blurred }) => blurred)), [n, side, side, 3]),
    frames: frames.length === 0 ? null : tf.tensor4d(concat(frames), [n, side, side, 3 * FRAME_COUNT]),
    sharp: tf.tensor4d(concat(patches.map(({ sharp }) => sharp)), [n, hr, hr, 3]),
  };
}

function concat(arrays: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}
