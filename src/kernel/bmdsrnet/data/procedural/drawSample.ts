import type { Scale } from '../../types';
import { type PackedSample, packSample } from '../packedSamples';
import { makeSample } from '../synthesis';
import { renderScene } from './renderScene';

/** All that decides one procedural sample; plain data, so that it can be sent to a worker. */
export interface SampleJob {
  /** Of the scene. */
  seed: number;
  scale: Scale;
  lrWidth: number;
  lrHeight: number;
  /** Path of the HR picture over the window in pixels, [least, greatest]. */
  travel: readonly [number, number];
}

/** Draws seven frames and degrades them. */
export function drawSample({ seed, scale, lrWidth, lrHeight, travel }: SampleJob): PackedSample {
  const frames = renderScene({ seed, width: lrWidth * scale, height: lrHeight * scale, travel });
  return packSample(makeSample(frames, scale), scale);
}
