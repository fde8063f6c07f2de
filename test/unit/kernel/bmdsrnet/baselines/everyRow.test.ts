import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import {
  createBicubic,
  createMSRResNet,
  fitLinearUpsampler,
} from '../../../../../src/kernel/bmdsrnet/baselines';
import {
  makeSample,
  packedSampleSet,
  packSample,
  renderScene,
} from '../../../../../src/kernel/bmdsrnet/data';
import { evaluate } from '../../../../../src/kernel/bmdsrnet/evaluation';
import { createBMDSRNet, VARIANTS, type Variant } from '../../../../../src/kernel/bmdsrnet/networks';
import { train } from '../../../../../src/kernel/bmdsrnet/training';
import type { RestorationNetwork } from '../../../../../src/kernel/bmdsrnet/types';
import { startCompute } from '../../../../../src/kernel/compute';
import { noiseBatch } from '../support';

const scenes = [1, 2].map((seed) => makeSample(renderScene({ seed, width: 48, height: 40 }), 2));
const set = packedSampleSet(
  scenes.map((scene) => packSample(scene, 2)),
  2,
  'two scenes',
);

/** Every row of Table 4 and every baseline with weights. */
const rows: [string, () => RestorationNetwork | Promise<RestorationNetwork>][] = [
  ...(Object.keys(VARIANTS) as Variant[]).map((variant): (typeof rows)[number] => [
    variant,
    () => createBMDSRNet({ preset: 'tiny', scale: 2, variant, config: { blocks: 1, fuBlocks: 1 } }),
  ]),
  ['MSRResNet', () => createMSRResNet({ scale: 2, channels: 8, blocks: 1 })],
  ['linear', () => fitLinearUpsampler(set)],
];

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

it.each(rows)('%s trains and is measured', async (_, make) => {
  const net = await make();
  const before = await Promise.all(net.variables.map(async (variable) => (await variable.data()).slice()));
  const data = {
    scale: 2 as const,
    description: 'noise',
    batch: (step: number) => noiseBatch(2, { seed: step }),
  };
  const held = tf.memory().numTensors;
  const { history } = await train(net, data, { steps: 2 });
  expect(tf.memory().numTensors).toBe(held);
  expect(history.every(({ loss }) => Number.isFinite(loss))).toBe(true);
  const after = await Promise.all(net.variables.map((variable) => variable.data()));
  expect(after).not.toEqual(before);
  const { images, sequence } = await evaluate(net, set);
  expect(images.map(({ restored }) => Number.isFinite(restored.psnr))).toEqual([true, true]);
  expect(sequence === null).toBe(net.forward(noiseBatch(2).blurred).frames === null);
  net.dispose();
});

it('bicubic is measured and gains nothing', async () => {
  const { gain, nothingGained } = await evaluate(createBicubic(2), set);
  expect(Math.abs(gain)).toBeLessThan(0.005);
  expect(nothingGained).toBe(true);
});
