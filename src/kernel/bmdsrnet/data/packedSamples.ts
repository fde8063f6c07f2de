import type { RgbImage, Sample, SampleSet, Scale } from '../types';
import { fromBytes, toBytes } from './levels';

/** A sample as 8-bit RGB: a quarter of the memory, and transferable between threads. */
export interface PackedSample {
  /** LR size. */
  width: number;
  height: number;
  /** HR size divided by LR size. */
  scale: Scale;
  blurred: Uint8Array<ArrayBuffer>;
  /** Seven frames one after another, or nothing. */
  frames: Uint8Array<ArrayBuffer>;
  sharp: Uint8Array<ArrayBuffer>;
}

/** Packs a sample whose images hold multiples of 1/255. */
export function packSample({ blurred, frames, sharp }: Sample, scale: Scale): PackedSample {
  const { width, height } = blurred;
  const size = width * height * 3;
  const packed = new Uint8Array(frames.length * size);
  for (const [i, frame] of frames.entries()) packed.set(toBytes(frame), i * size);
  return { width, height, scale, blurred: toBytes(blurred), frames: packed, sharp: toBytes(sharp) };
}

/** The sample that `packSample` packed: RGB in [0, 1], multiples of 1/255. */
export function unpackSample({ width, height, scale, blurred, frames, sharp }: PackedSample): Sample {
  const size = width * height * 3;
  const frame = (i: number): RgbImage => fromBytes(frames.subarray(i * size, (i + 1) * size), width, height);
  return {
    blurred: fromBytes(blurred, width, height),
    frames: Array.from({ length: frames.length / size }, (_, i) => frame(i)),
    sharp: fromBytes(sharp, width * scale, height * scale),
  };
}

/** A set held in memory as 8-bit samples, unpacked when asked for. */
export function packedSampleSet(
  samples: readonly PackedSample[],
  scale: Scale,
  description: string,
): SampleSet {
  return {
    scale,
    length: samples.length,
    description,
    at: (index) => {
      const sample = samples[index];
      if (!sample)
        throw new RangeError(`sample ${index} was asked for; the set has ${samples.length}, counted from 0`);
      return unpackSample(sample);
    },
  };
}
