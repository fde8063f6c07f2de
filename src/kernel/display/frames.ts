import type * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { FRAMES_MIME, type FramesData } from '../../outputs';
import { toBytes } from '../bmdsrnet/data';
import { NEARLY_STATIC, relativeMotion } from '../bmdsrnet/evaluation/sequence/motion'; // light: no network is loaded for it
import type { RgbImage } from '../bmdsrnet/types';
import type { MimeBundle } from '../protocol';
import { encodeWithin, type ImageLike } from './images';
import { asJson } from './json';

/** Of `show.frames`. */
export interface FramesOptions {
  title?: string;
  /** Frames a second at first show; 7 frames of one exposure read well at 7. */
  fps?: number;
  labels?: string[];
  notes?: string[];
  /** The true frames, as many and of the same size: a note says how much of their motion is there. */
  truth?: readonly ImageLike[] | tf.Tensor;
}

/** A frame player: our player, an animated GIF for other front ends, and text. Frames must have one size. */
export async function framesBundle(
  frames: readonly RgbImage[],
  options: Omit<FramesOptions, 'truth'> & { truth?: readonly RgbImage[] | undefined } = {},
): Promise<MimeBundle> {
  const [first] = frames;
  if (!first) throw new TypeError('no frames to show: expected at least one image');
  const odd = frames.findIndex((f) => f.width !== first.width || f.height !== first.height);
  if (odd > 0) {
    const { width, height } = frames[odd]!;
    throw new TypeError(
      `frame ${odd + 1} is ${width}x${height} but frame 1 is ${first.width}x${first.height}: frames of one player must have one size`,
    );
  }
  const { title = `${frames.length} frames`, fps = 7, labels = [], truth } = options;
  const notes = [...(options.notes ?? []), ...(truth ? motionNotes(frames, truth) : [])];
  const data: FramesData = {
    version: 1,
    title,
    fps,
    notes,
    frames: (await encodeWithin(frames)).map((image, i) => ({
      ...image,
      label: labels[i] ?? `${i + 1}/${frames.length}`,
    })),
  };
  return {
    [FRAMES_MIME]: asJson(data),
    'image/gif': (await animatedGif(frames, fps)).toString('base64'),
    'text/plain': [`${title}: ${frames.length} frames of ${first.width}x${first.height}`, ...notes].join(
      '\n',
    ),
  };
}

/** Recovered frames that are all alike look sharp one by one: only the comparison with the true ones tells. */
function motionNotes(frames: readonly RgbImage[], truth: readonly RgbImage[]): string[] {
  const [{ width, height }] = frames as [RgbImage, ...RgbImage[]];
  if (truth.length !== frames.length || truth.some((t) => t.width !== width || t.height !== height)) {
    throw new TypeError(
      `the true frames must be ${frames.length} of ${width}x${height} as those shown, not ${truth.length} of ${truth[0]?.width}x${truth[0]?.height}`,
    );
  }
  const motion = relativeMotion(frames, truth);
  if (motion === null) return ['The true frames do not move.'];
  const share = `${(100 * motion).toFixed(0)} % of the true motion`;
  return [motion < NEARLY_STATIC ? `Nearly static: only ${share}.` : `Shows ${share}.`];
}

/** There and back again, so that the loop has no jump. At most 480 pixels wide. */
async function animatedGif(frames: readonly RgbImage[], fps: number): Promise<Buffer> {
  const { width, height } = frames[0]!;
  const order = [...frames, ...frames.slice(1, -1).reverse()];
  const strip = sharp(Buffer.concat(order.map(toBytes)), {
    raw: { width, height: height * order.length, channels: 3, pageHeight: height },
  });
  const still = width > 480 ? strip.resize({ width: 480 }) : strip;
  return still.gif({ delay: order.map(() => Math.round(1000 / fps)), loop: 0 }).toBuffer();
}
