import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { checkProgram } from '../unit/kernel/compute/compiler/fuzz/program';

beforeAll(() => tf.setBackend('cpu'));

/** BMDSRNET_FUZZ sets how many. */
const PROGRAMS = Number(process.env.BMDSRNET_FUZZ ?? 3000);

it(`${PROGRAMS} random programs, compiled, give what they give eagerly`, async () => {
  const failures: string[] = [];
  for (let seed = 100; seed < 100 + PROGRAMS; seed++)
    await checkProgram(seed).catch((error: Error) => failures.push(error.message));
  expect(failures).toEqual([]);
});
