import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { LOSS_TERMS, totalLoss } from '../../../../../src/kernel/bmdsrnet/losses';
import {
  createBMDSRNet,
  createSRNet,
  PRESETS,
  type Preset,
  type Variant,
} from '../../../../../src/kernel/bmdsrnet/networks';
import type { Restored, Scale } from '../../../../../src/kernel/bmdsrnet/types';
import { bicubicUpsample, startCompute } from '../../../../../src/kernel/compute';
import { maxDifference, noiseBatch, uniform } from '../support';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

// BMDNet, ForNet, CoreNet at x2, x3, x4, FuNet: from the tables, by hand.
const COUNTS: Record<
  Preset,
  { BMDNet: number; ForNet: number; CoreNet: [number, number, number]; FuNet: number }
> = {
  'paper-table': {
    BMDNet: 789_397,
    ForNet: 41_667_107,
    CoreNet: [779_011, 779_011, 779_011],
    FuNet: 339_331,
  },
  'paper-2.9M': {
    BMDNet: 789_397,
    ForNet: 698_483,
    CoreNet: [926_723, 1_111_363, 1_074_435],
    FuNet: 339_331,
  },
  'paper-2.9M-narrow': {
    BMDNet: 789_397,
    ForNet: 652_231,
    CoreNet: [926_723, 1_111_363, 1_074_435],
    FuNet: 339_331,
  },
  small: { BMDNet: 108_693, ForNet: 127_923, CoreNet: [140_483, 186_723, 177_475], FuNet: 68_227 },
  tiny: { BMDNet: 19_733, ForNet: 32_283, CoreNet: [26_403, 38_003, 35_683], FuNet: 17_987 },
};

describe('parameter counts', () => {
  for (const preset of Object.keys(PRESETS) as Preset[]) {
    it(`${preset} at every scale, without allocating anything`, () => {
      const before = tf.memory().numTensors;
      ([2, 3, 4] as const).forEach((scale, i) => {
        const { BMDNet, ForNet, CoreNet, FuNet } = COUNTS[preset];
        const core = CoreNet[i]!;
        expect(createBMDSRNet({ preset, scale }).countParameters()).toEqual({
          ...{ BMDNet, ForNet, CoreNet: core, FuNet, total: BMDNet + ForNet + core + FuNet },
        });
      });
      expect(tf.memory().numTensors).toBe(before);
    });
  }

  it('the claimed 2.9 million is 2,901,646 at x4, and the literal tables are 43.6 million', () => {
    const total = (preset: Preset) => createBMDSRNet({ preset, scale: 4 }).countParameters().total;
    expect(total('paper-2.9M')).toBe(2_901_646);
    expect(total('paper-table')).toBe(43_574_846);
    expect(createBMDSRNet({ preset: 'tiny', scale: 2 }).describe()).toContain('96,406 parameters');
  });

  it('refuses presets and scales that do not exist', () => {
    expect(() => createBMDSRNet({ preset: 'huge' as Preset, scale: 2 })).toThrow(/no preset "huge".*tiny/);
    expect(() => createBMDSRNet({ preset: 'tiny', scale: 5 as Scale })).toThrow(/scale is 5.*2, 3 or 4/);
  });
});

/** Of each row of Table 4, at paper-2.9M x4: what it has of BMDNet, ForNet and FuNet, and which images it gives. */
const VARIANTS: [Variant, string, number[], (keyof Restored)[]][] = [
  ['SRNet', 'SRNet tiny x2', [0, 0, 0], ['output']],
  ['C', 'BMDSRNet(C) tiny x2', [789_397, 0, 0], ['frames', 'output']],
  ['F+C', 'BMDSRNet(F+C) tiny x2', [789_397, 698_483, 337_603], ['frames', 'forNet', 'coreNet', 'output']],
  [
    'F+C+B',
    'BMDSRNet tiny x2',
    [789_397, 698_483, 339_331],
    ['frames', 'forNet', 'backNet', 'coreNet', 'output'],
  ],
];

/** The tensors that are there. */
const images = (restored: Restored) => Object.values(restored).filter((tensor) => tensor !== null);

describe.each(VARIANTS)('the variant %s of Table 4', (variant, name, counts, given) => {
  it('has the parameters of its streams', () => {
    const [BMDNet, ForNet, FuNet] = counts as [number, number, number];
    const CoreNet = 1_074_435;
    expect(createBMDSRNet({ preset: 'paper-2.9M', scale: 4, variant }).countParameters()).toEqual({
      ...{ BMDNet, ForNet, CoreNet, FuNet, total: BMDNet + ForNet + CoreNet + FuNet },
    });
  });

  it('gives its images, a loss with a term for each, a gradient for every weight, and leaves nothing behind', () => {
    const net = createBMDSRNet({ preset: 'tiny', scale: 2, variant, config: { initial: 'plain' } });
    expect(net.name).toBe(name);
    const { variables } = net;
    const batch = noiseBatch(2);
    const before = tf.memory().numTensors;
    const restored = net.forward(batch.blurred);
    expect(Object.keys(restored).filter((key) => restored[key as keyof Restored])).toEqual(given);
    expect(restored.output.shape).toEqual([1, 16, 16, 3]);
    tf.dispose(images(restored));
    let names: string[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const loss = totalLoss(net.forward(batch.blurred), batch, { reconstruction: 'l1', staticToDynamic: 1 });
      names = loss.names;
      return loss.total;
    }, variables);
    const stream = (term: string) => given.includes(term as keyof Restored);
    expect(names).toEqual(
      LOSS_TERMS.filter((term) => (term === 'centre' || term === 'pairs' ? stream('frames') : stream(term))),
    );
    for (const [key, grad] of Object.entries(grads))
      expect([key, tf.tidy(() => tf.max(tf.abs(grad)).dataSync()[0]! > 0)]).toEqual([key, true]);
    tf.dispose([value, grads]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([batch.blurred, batch.frames, batch.sharp]);
    net.dispose();
  });
});

it('SRNet is CoreNet on the blurred image, and describes nothing else', () => {
  const text = createSRNet({ preset: 'tiny', scale: 2 }).describe();
  expect(text).toContain('CoreNet');
  expect(text).not.toMatch(/BMDNet|ForNet|FuNet/);
  expect(() => createBMDSRNet({ preset: 'tiny', scale: 2, variant: 'B' as Variant })).toThrow(
    /no variant "B".*SRNet, C, F\+C, F\+C\+B/,
  );
});

describe('forward', () => {
  it.each([
    ['tiny', 2, 44, 80],
    ['tiny', 3, 45, 17], // not a multiple: the decoder's sizes are cut to the encoder's
    ['tiny', 4, 8, 12],
    ['paper-2.9M-narrow', 2, 9, 5], // seven levels reach 1 x 1 before the last
  ] as const)('%s x%i on %i x %i gives seven LR frames and four HR images', (preset, scale, h, w) => {
    const net = createBMDSRNet({ preset, scale, seed: 3 });
    const { frames, ...images } = net.forward(uniform([2, h, w, 3], 1));
    expect(frames?.shape).toEqual([2, h, w, 21]);
    for (const image of Object.values(images)) expect(image?.shape).toEqual([2, scale * h, scale * w, 3]);
    net.dispose();
  });

  it('starts exactly at bicubic interpolation with the scheme `practical`', async () => {
    const net = createBMDSRNet({ preset: 'tiny', scale: 3 });
    const blurred = uniform([1, 8, 12, 3], 5);
    const base = bicubicUpsample(blurred, 3);
    const { frames, ...images } = net.forward(blurred);
    for (const image of Object.values(images)) expect(await maxDifference(image!, base)).toBe(0);
    expect(await maxDifference(frames!, tf.tile(blurred, [1, 1, 1, 7]))).toBe(0);
    net.dispose();
  });

  it('leaves nothing behind but its outputs', () => {
    const net = createBMDSRNet({ preset: 'tiny', scale: 2 });
    const blurred = uniform([1, 8, 8, 3], 5);
    tf.dispose(images(net.forward(blurred)));
    const before = tf.memory().numTensors;
    tf.dispose(images(net.forward(blurred)));
    expect(tf.memory().numTensors).toBe(before);
    net.dispose();
    expect(tf.memory().numTensors).toBe(before - net.parameters.length);
  });

  it('has the same weights for the same seed, in whatever order they are first used, and others for another', async () => {
    const weights = async (seed: number, order: 1 | -1) => {
      const net = createBMDSRNet({ preset: 'tiny', scale: 2, seed });
      const parameters = order === 1 ? net.parameters : [...net.parameters].reverse();
      for (const parameter of parameters) parameter.value;
      return tf.concat(net.variables.map((variable) => variable.flatten()));
    };
    expect(await maxDifference(await weights(7, 1), await weights(7, -1))).toBe(0);
    expect(await maxDifference(await weights(7, 1), await weights(8, 1))).toBeGreaterThan(0.1);
  });
});
