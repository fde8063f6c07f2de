import type { RgbImage } from '../types';
import { type Raster, toLevels } from './levels';

/**
 * The mean of frames of one size, on the scale 0 to 255 and unrounded: what a camera whose shutter stays open
 * records. Frames are added one by one, so that they need not all be in memory.
 */
export class Exposure {
  #sum: Raster | undefined;
  #frames = 0;
  readonly #light: Float64Array;

  /** @param gamma average `value^gamma` and take the root, e.g. 2.2 for GOPRO's `blur_gamma` */
  constructor(readonly gamma: number) {
    if (!(gamma > 0)) throw new RangeError(`gamma must be above 0, such as 1 or 2.2, not ${gamma}`);
    this.#light = Float64Array.from({ length: 256 }, (_, level) => (level / 255) ** gamma);
  }

  add({ width, height, channels, data }: Raster): void {
    this.#sum ??= { width, height, channels, data: new Float64Array(data.length) };
    const sum = this.#sum;
    if (width !== sum.width || height !== sum.height) {
      throw new RangeError(
        `frames of one window must have one size: ${sum.width}x${sum.height} and ${width}x${height}`,
      );
    }
    this.#frames++;
    if (this.gamma === 1) {
      for (let i = 0; i < data.length; i++) sum.data[i]! += data[i]!;
      return;
    }
    for (let i = 0; i < data.length; i++) {
      const level = data[i]!;
      sum.data[i]! += Number.isInteger(level) ? this.#light[level]! : (level / 255) ** this.gamma;
    }
  }

  mean(): Raster {
    if (!this.#sum) throw new RangeError('there are no frames to average');
    const { gamma } = this;
    const n = this.#frames;
    const data = this.#sum.data.map((sum) => (gamma === 1 ? sum / n : 255 * (sum / n) ** (1 / gamma)));
    return { ...this.#sum, data };
  }
}

/**
 * Mean of frames of one size, on the scale 0 to 255 and unrounded: the camera's exposure.
 * @param gamma average `value^gamma` and take the root, e.g. 2.2 for GOPRO's `blur_gamma`
 */
export function averageFrames(frames: readonly RgbImage[], gamma = 1): Raster {
  const exposure = new Exposure(gamma);
  for (const frame of frames) exposure.add(toLevels(frame));
  return exposure.mean();
}
