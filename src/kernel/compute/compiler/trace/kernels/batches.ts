import * as tf from '@tensorflow/tfjs';
import { pad, reshape, slice, transpose } from '../../build';
import { sizeOf } from '../../node';
import { lower } from '../lowering';

const { getReshaped, getPermuted, getReshapedPermuted, getSliceBeginCoords, getSliceSize } = tf.backend_util;

/** Places of a block become images of a batch and back: how dilated pools are said. */
export function registerBatches(): void {
  lower<tf.SpaceToBatchNDAttrs>('SpaceToBatchND', ({ x }, { blockShape, paddings }) => {
    const rest = x!.shape.length - 1 - blockShape.length;
    const all = [[0, 0], ...paddings, ...Array.from({ length: rest }, () => [0, 0])];
    const padded = pad(
      x!,
      all.map(([before]) => before!),
      all.map(([, after]) => after!),
    );
    const shape = [...padded.shape];
    const parts = getReshaped(shape, blockShape, sizeOf(blockShape), false);
    const order = getPermuted(parts.length, blockShape.length, false);
    const flat = getReshapedPermuted(shape, blockShape, sizeOf(blockShape), false);
    return reshape(transpose(reshape(padded, parts), order), flat);
  });
  lower<tf.BatchToSpaceNDAttrs>('BatchToSpaceND', ({ x }, { blockShape, crops }) => {
    const shape = [...x!.shape];
    const parts = getReshaped(shape, blockShape, sizeOf(blockShape));
    const order = getPermuted(parts.length, blockShape.length);
    const whole = getReshapedPermuted(shape, blockShape, sizeOf(blockShape));
    const image = reshape(transpose(reshape(x!, parts), order), whole);
    const begin = getSliceBeginCoords(crops, blockShape.length);
    const size = getSliceSize(whole, crops, blockShape.length);
    return slice(
      image,
      whole.map((_, axis) => begin[axis] ?? 0),
      whole.map((all, axis) => (axis < begin.length ? begin[axis]! + size[axis]! : all)),
    );
  });
}
