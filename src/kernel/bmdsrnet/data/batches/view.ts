import type { Random } from '../../random';
import { FRAME_COUNT, type RgbImage, type Sample, type Scale } from '../../types';

/** A square part of an LR picture in one of the eight symmetries of the square, and the direction of time. */
export interface View {
  left: number;
  top: number;
  side: number;
  flip: boolean;
  transpose: boolean;
  mirror: boolean;
  /** Frames in reverse order; the blurred image is the same, and the static-to-dynamic loss does not mind. */
  reverse: boolean;
}

/** One sample's share of a training batch, in the layout of an NHWC tensor; the transferable form of a view. */
export interface Patch {
  /** LR side; the HR patch is `scale` times as large. */
  side: number;
  scale: Scale;
  /** [side, side, 3] */
  blurred: Float32Array<ArrayBuffer>;
  /** [side, side, 21], or null for a sample without frames. */
  frames: Float32Array<ArrayBuffer> | null;
  /** [scale side, scale side, 3] */
  sharp: Float32Array<ArrayBuffer>;
}

/**
 * Draws a view of an LR picture.
 * @param augment flips, quarter turns and time reversal, each view as likely; otherwise only the place is drawn
 * @param name of the sample, for the error where the picture is too small
 */
export function drawView(
  random: Random,
  { width, height }: { width: number; height: number },
  side: number,
  augment: boolean,
  name: string,
): View {
  if (width < side || height < side) {
    throw new RangeError(
      `LR patches of ${side} pixels do not fit into ${name} of ${width}x${height}: choose a smaller lrPatch`,
    );
  }
  const coin = (): boolean => augment && random.uniform() < 0.5;
  const [left, top] = [random.integer(width - side + 1), random.integer(height - side + 1)];
  return { left, top, side, flip: coin(), transpose: coin(), mirror: coin(), reverse: coin() };
}

export function cutPatch(sample: Sample, view: View, scale: Scale): Patch {
  const { side } = view;
  const pixels = side * side;
  const blurred = new Float32Array(3 * pixels);
  const sharp = new Float32Array(3 * pixels * scale * scale);
  copyView(sample.blurred, view, blurred, 0, 3);
  copyView(sample.sharp, enlarged(view, scale), sharp, 0, 3);
  if (sample.frames.length === 0) return { side, scale, blurred, frames: null, sharp };
  const frames = new Float32Array(3 * FRAME_COUNT * pixels);
  const ordered = view.reverse ? sample.frames.toReversed() : sample.frames;
  for (const [i, frame] of ordered.entries()) copyView(frame, view, frames, 3 * i, 3 * FRAME_COUNT);
  return { side, scale, blurred, frames, sharp };
}

function enlarged(view: View, scale: number): View {
  return { ...view, left: view.left * scale, top: view.top * scale, side: view.side * scale };
}

/** Copies a view into an array with `channels` channels, from the given channel on. */
function copyView(
  image: RgbImage,
  { left, top, side, flip, transpose, mirror }: View,
  out: Float32Array,
  channel: number,
  channels: number,
): void {
  let to = channel;
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
