import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { checkProgram } from './program';

beforeAll(() => tf.setBackend('cpu'));

/** `test/long/fuzz.test.ts` goes on from here; `BMDSRNET_FUZZ_SEED` tries one seed. */
const [FIRST, PROGRAMS] = process.env.BMDSRNET_FUZZ_SEED
  ? [Number(process.env.BMDSRNET_FUZZ_SEED), 1]
  : [1, 45];

it(`${PROGRAMS} random programs give what they give eagerly`, async () => {
  const before = tf.memory().numTensors;
  for (let seed = FIRST; seed < FIRST + PROGRAMS; seed++) await checkProgram(seed);
  expect(tf.memory().numTensors).toBe(before);
});
