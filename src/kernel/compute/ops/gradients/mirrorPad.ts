import * as tf from '@tensorflow/tfjs';

/**
 * Gradient of mirrored borders: what a border got returns to the pixels that it shows. TensorFlow.js forgets the borders.
 */
export function registerMirrorPadGradient(): void {
  tf.registerGradient({
    kernelName: 'MirrorPad',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => {
      const { paddings, mode } = attributes as unknown as tf.MirrorPadAttrs;
      const { shape } = saved[0]!;
      const skipped = mode === 'reflect' ? 1 : 0;
      return {
        x: () =>
          tf.tidy(() =>
            paddings.reduce(
              (y, border, axis) => folded(y as tf.Tensor, axis, border, shape[axis]!, skipped),
              dy as tf.Tensor,
            ),
          ),
      };
    },
  });
}

/** Takes the borders of one axis back into the `size` pixels between them; edges that are not mirrored are skipped. */
function folded(
  dy: tf.Tensor,
  axis: number,
  [before, after]: [number, number],
  size: number,
  skipped: 0 | 1,
): tf.Tensor {
  const part = (start: number, length: number): tf.Tensor =>
    tf.slice(
      dy,
      dy.shape.map((_, i) => (i === axis ? start : 0)),
      dy.shape.map((whole, i) => (i === axis ? length : whole)),
    );
  const placed = (border: tf.Tensor, start: number): tf.Tensor => {
    const end = size - start - border.shape[axis]!;
    return tf.pad(
      tf.reverse(border, axis),
      dy.shape.map((_, i) => (i === axis ? [start, end] : [0, 0])),
    );
  };
  let inside = part(before, size);
  if (before > 0) inside = tf.add(inside, placed(part(0, before), skipped));
  if (after > 0) inside = tf.add(inside, placed(part(before + size, after), size - skipped - after));
  return inside;
}
