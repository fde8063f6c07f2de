import { CENTRE, FRAME_COUNT, type RgbImage, type Sample, type Scale } from '../types';
import { imresize } from './imresize';
import { fromLevels, type Raster, roundLevels, toLevels } from './levels';

export interface SynthesisOptions {
  /** Average in linear light `value^gamma` instead of the sRGB values themselves (the paper's way). */
  gamma?: number;
  /** Round the HR mean to 8 bits before it is shrunk, as a set made from stored blurred frames does. */
  roundMean?: boolean;
}

/**
 * Mean of frames of one size, on the scale 0 to 255 and unrounded: the camera's exposure.
 * @param gamma average `value^gamma` and take the root, e.g. 2.2 for GOPRO's `blur_gamma`
 */
export function averageFrames(frames: readonly RgbImage[], gamma = 1): Raster {
  return averageRasters(frames.map(toLevels), gamma);
}

function averageRasters(frames: readonly Raster[], gamma: number): Raster {
  const first = frames[0];
  if (!first) throw new RangeError('there are no frames to average');
  const data = new Float64Array(first.data.length);
  for (const frame of frames) {
    if (frame.width !== first.width || frame.height !== first.height) {
      throw new RangeError(
        `frames of one window must have one size: ${first.width}x${first.height} and ${frame.width}x${frame.height}`,
      );
    }
    const levels = frame.data;
    if (gamma === 1) for (let i = 0; i < data.length; i++) data[i]! += levels[i]!;
    else for (let i = 0; i < data.length; i++) data[i]! += (levels[i]! / 255) ** gamma;
  }
  const n = frames.length;
  for (let i = 0; i < data.length; i++)
    data[i] = gamma === 1 ? data[i]! / n : 255 * (data[i]! / n) ** (1 / gamma);
  return { width: first.width, height: first.height, channels: 3, data };
}

/** Crops at the right and bottom to a multiple of `scale`. */
function cropToMultiple(raster: Raster, scale: number): Raster {
  const width = raster.width - (raster.width % scale);
  const height = raster.height - (raster.height % scale);
  if (width === raster.width && height === raster.height) return raster;
  const stride = width * raster.channels;
  const data = new Float64Array(height * stride);
  for (let y = 0; y < height; y++) {
    const from = y * raster.width * raster.channels;
    data.set(raster.data.subarray(from, from + stride), y * stride);
  }
  return { ...raster, width, height, data };
}

/**
 * The paper's degradation (section 4.2): seven sharp HR frames are averaged, cropped to a multiple of the scale,
 * shrunk by MATLAB bicubic and rounded to 8 bits; the LR frames are the sharp ones shrunk in the same way.
 * @param frames seven HR frames in time order, at least `scale` pixels on each side
 */
export function makeSample(
  frames: readonly RgbImage[],
  scale: Scale,
  options: SynthesisOptions = {},
): Sample {
  if (frames.length !== FRAME_COUNT) {
    throw new RangeError(`a sample is made from ${FRAME_COUNT} consecutive frames, not ${frames.length}`);
  }
  const rasters = frames.map(toLevels);
  const mean = averageRasters(rasters, options.gamma ?? 1);
  if (mean.width < scale || mean.height < scale) {
    throw new RangeError(`frames of ${mean.width}x${mean.height} pixels are too small to shrink by ${scale}`);
  }
  const shrink = (raster: Raster): RgbImage =>
    fromLevels(roundLevels(imresize(cropToMultiple(raster, scale), 1 / scale)));
  return {
    blurred: shrink(options.roundMean ? roundLevels(mean) : mean),
    frames: rasters.map(shrink),
    sharp: fromLevels(cropToMultiple(rasters[CENTRE]!, scale)),
  };
}
