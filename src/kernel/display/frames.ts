import sharp from 'sharp';
import { FRAMES_MIME, type FramesData } from '../../outputs';
import { toBytes } from '../bmdsrnet/data';
import type { RgbImage } from '../bmdsrnet/types';
import type { MimeBundle } from '../protocol';
import { encodeWithin } from './images';
import { asJson } from './json';

export interface FramesOptions {
  title?: string;
  /** Frames a second at first show; 7 frames of one exposure read well at 7. */
  fps?: number;
  labels?: string[];
  notes?: string[];
}

/** A frame player: our player, an animated GIF for other front ends, and text. Frames must have one size. */
export async function framesBundle(
  frames: readonly RgbImage[],
  options: FramesOptions = {},
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
  const { title = `${frames.length} frames`, fps = 7, labels = [], notes = [] } = options;
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
    'text/plain': `${title}: ${frames.length} frames of ${first.width}x${first.height}`,
  };
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
