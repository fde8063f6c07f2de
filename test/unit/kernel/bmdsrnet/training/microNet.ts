import {
  type BMDSRNet,
  createBMDSRNet,
  type NetworkConfig,
} from '../../../../../src/kernel/bmdsrnet/networks';
import type { TrainingData, TrainOptions } from '../../../../../src/kernel/bmdsrnet/training';
import { noiseBatch } from '../support';

/** Every part of the whole network at x2, with as few channels as it takes: a step of milliseconds. */
export function microNet(seed = 1, change: Partial<NetworkConfig> = {}): BMDSRNet {
  const forNet = { encoder: [4], decoder: [4], steps: 'toCentre' } as const;
  return createBMDSRNet({
    preset: 'tiny',
    scale: 2,
    seed,
    config: { channels: 4, blocks: 1, fuBlocks: 1, forNet, ...change },
  });
}

/** Another batch of noise at each step. */
export const noise: TrainingData = {
  scale: 2,
  description: 'noise, seeded by the step',
  batch: (step) => ({ ...noiseBatch(2, { seed: 10 * step }), samples: [step, step + 1] }),
};

/** Ends a run when so many steps are done, like the stop button. */
export function stopAfter(steps: number): Pick<TrainOptions, 'signal' | 'onStep'> {
  const stop = new AbortController();
  return {
    signal: stop.signal,
    onStep: ({ step }) => {
      if (step + 1 === steps) stop.abort();
    },
  };
}
