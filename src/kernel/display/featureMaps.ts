import type * as tf from '@tensorflow/tfjs';
import type { RgbImage } from '../bmdsrnet/types';

export interface FeatureMapsOptions {
  title?: string;
  /** How many channels are drawn, from the first one. Default 32. */
  most?: number;
}

const GAP = 2;
/** Of the gaps, so that black and white maps both stand out. */
const GREY = 0.5;

/**
 * The channels of the first image of an activation [N,H,W,C] as a grid of grey pictures, each stretched to its own
 * range without the outermost hundredths, because zero padding makes extreme borders; a dead channel is black.
 * @throws TypeError where the tensor is no activation
 */
export async function featureMosaic(activation: tf.Tensor, most = 32): Promise<RgbImage> {
  const [, height = 0, width = 0, channels = 0] = activation.shape;
  if (activation.rank !== 4)
    throw new TypeError(`expected feature maps as [N,H,W,C], found [${activation.shape.join(',')}]`);
  const values = await activation.data();
  const count = Math.min(most, channels);
  const columns = Math.ceil(Math.sqrt((count * height) / width));
  const rows = Math.ceil(count / columns);
  const image = {
    width: columns * (width + GAP) - GAP,
    height: rows * (height + GAP) - GAP,
  };
  const data = new Float32Array(image.width * image.height * 3).fill(GREY);
  for (let c = 0; c < count; c++) {
    const map = Float32Array.from({ length: width * height }, (_, i) => values[i * channels + c]!);
    const sorted = map.toSorted();
    const least = sorted[Math.floor(0.01 * sorted.length)]!;
    const range = sorted[Math.ceil(0.99 * sorted.length) - 1]! - least;
    const top = Math.floor(c / columns) * (height + GAP);
    const left = (c % columns) * (width + GAP);
    for (const [i, value] of map.entries()) {
      const at = (top + Math.floor(i / width)) * image.width + left + (i % width);
      const grey = range > 0 ? Math.min(1, Math.max(0, (value - least) / range)) : Number(value > least);
      data.fill(grey, 3 * at, 3 * at + 3);
    }
  }
  return { ...image, data };
}
