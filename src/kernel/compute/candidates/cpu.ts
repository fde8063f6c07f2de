import * as tf from '@tensorflow/tfjs';
import type { Candidate } from '../choice';

/** Plain JavaScript, 500 times slower than wasm: a numeric reference for tiny tensors, never chosen by itself. */
export const cpuCandidate: Candidate = {
  name: 'cpu',
  advice: 'Reinstall the packages (npm ci).',
  start: async () => {
    await tf.setBackend('cpu');
    return {
      detail: 'plain JavaScript, for reference on tiny tensors only: networks take hours on it',
      threads: 1,
    };
  },
  stop: () => {},
};
