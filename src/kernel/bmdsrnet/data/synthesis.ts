import { CENTRE, FRAME_COUNT, type RgbImage, type Sample, type Scale } from '../types';
import { type Degradation, degradation, type SynthesisOptions } from './degradation';
import { Exposure } from './exposure';
import { roundLevels, toLevels } from './levels';
import { cropImage } from './region';
import { planShrinking, type Shrinking } from './shrink';

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
  const first = frames[0];
  if (!first || frames.length !== FRAME_COUNT) {
    throw new RangeError(`a sample is made from ${FRAME_COUNT} consecutive frames, not ${frames.length}`);
  }
  for (const { width, height } of frames) {
    if (width === first.width && height === first.height) continue;
    throw new RangeError(
      `frames of one window must have one size: ${first.width}x${first.height} and ${width}x${height}`,
    );
  }
  const settings = degradation(scale, options);
  const plan = planShrinking(first.width, first.height, scale, settings);
  return degradeFrames(
    frames.map((frame) => cropImage(frame, plan.box)),
    plan,
    settings,
  );
}

/**
 * The sample of seven frames that were cut to the box of a plan.
 * @param plan says which part of the pictures the sample shows
 */
export function degradeFrames(
  frames: readonly RgbImage[],
  plan: Shrinking,
  { gamma, roundMean }: Degradation,
): Sample {
  const exposure = new Exposure(gamma);
  const shrunk = frames.map((frame) => {
    const raster = toLevels(frame);
    exposure.add(raster);
    return plan.apply(raster);
  });
  const mean = exposure.mean();
  return {
    blurred: plan.apply(roundMean ? roundLevels(mean) : mean),
    frames: shrunk,
    sharp: cropImage(frames[CENTRE]!, plan.sharp),
  };
}

/** The sample of an HR input, its HR truth and seven HR frames or none, which were cut to the box of a plan. */
export function degradePair(
  input: RgbImage,
  frames: readonly RgbImage[],
  sharp: RgbImage,
  plan: Shrinking,
): Sample {
  const shrink = (image: RgbImage): RgbImage => plan.apply(toLevels(image));
  return { blurred: shrink(input), frames: frames.map(shrink), sharp: cropImage(sharp, plan.sharp) };
}
