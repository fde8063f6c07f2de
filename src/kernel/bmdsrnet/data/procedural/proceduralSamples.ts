import { createRandom } from '../../random';
import type { SampleSet, Scale } from '../../types';
import { packedSampleSet } from '../packedSamples';
import { type RunAllOptions, runAll } from '../threads/runAll';
import type { SampleJob } from './drawSample';

/** Of `proceduralSamples`. */
export interface ProceduralOptions extends RunAllOptions {
  count: number;
  scale: Scale;
  /** LR size; the scenes are drawn `scale` times as large. Default 64. */
  lrWidth?: number;
  lrHeight?: number;
  /** Default 1. */
  seed?: number;
  /** Scenes for training and held-out scenes never coincide, whatever the seeds. Default `training`. */
  split?: 'training' | 'heldOut';
  /** Least and greatest path of the HR picture over seven frames in pixels. Default [1, 3 x scale]. */
  travel?: readonly [least: number, greatest: number];
}

/** Draws procedural scenes once and keeps them: the data set that comes with the project. */
export async function proceduralSamples(options: ProceduralOptions): Promise<SampleSet> {
  const {
    count,
    scale,
    lrWidth = 64,
    lrHeight = 64,
    seed = 1,
    split = 'training',
    travel = [1, 3 * scale],
  } = options;
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`count must be a whole number from 1, not ${count}`);
  if (travel[0] <= 0 || travel[1] < travel[0]) {
    throw new RangeError(
      `travel must be [least, greatest] in pixels with 0 < least <= greatest, not [${travel}]`,
    );
  }
  const jobs = sceneSeeds(seed, split, count).map(
    (sceneSeed): SampleJob => ({ seed: sceneSeed, scale, lrWidth, lrHeight, travel }),
  );
  const samples = await runAll('drawSample', jobs, options);
  const kind = split === 'training' ? 'procedural training' : 'held-out procedural';
  return packedSampleSet(samples, scale, `${count} ${kind} scenes (synthetic), x${scale}, seed ${seed}`);
}

/** Seeds of scenes: even ones are for training, odd ones held out. */
export function sceneSeeds(seed: number, split: 'training' | 'heldOut', count: number): number[] {
  const parity = split === 'heldOut' ? 1 : 0;
  return Array.from({ length: count }, (_, i) => {
    const random = createRandom(seed).fork(i);
    return 2 * (random.integer(2 ** 26) * 2 ** 25 + random.integer(2 ** 25)) + parity;
  });
}
