import * as tf from '@tensorflow/tfjs';
import { InferenceSession } from 'onnxruntime-node';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMSRResNet } from '../../../../../src/kernel/bmdsrnet/baselines';
import { makeSample, renderScene } from '../../../../../src/kernel/bmdsrnet/data';
import { evaluate, restore, selfEnsemble } from '../../../../../src/kernel/bmdsrnet/evaluation';
import { createBMDSRNet, restorationNetwork } from '../../../../../src/kernel/bmdsrnet/networks';
import type { RestorationNetwork, RgbImage } from '../../../../../src/kernel/bmdsrnet/types';
import { startCompute } from '../../../../../src/kernel/compute';

const picture = (width: number, height: number): RgbImage =>
  renderScene({ seed: 4, width, height, frames: 1 })[0]!;
const greatest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));
beforeEach(() => warn.mockClear());
afterEach(() => tf.disposeVariables());

/** What the network gives operation by operation, clipped as `restore` does. */
function eagerly(network: RestorationNetwork, { width, height, data }: RgbImage) {
  const { output, frames } = tf.tidy(() => {
    const restored = network.forward(tf.tensor4d(data, [1, height, width, 3]));
    const first = restored.frames && tf.slice(restored.frames, 0, [1, -1, -1, 3]);
    return { output: restored.output, frames: first ?? undefined };
  });
  const values = (tensor: tf.Tensor) =>
    tf.tidy(() => tf.clipByValue(tensor, 0, 1).dataSync() as Float32Array);
  const all = { output: values(output), first: frames && values(frames) };
  tf.dispose([output, ...(frames ? [frames] : [])]);
  return all;
}

/** Weights that change what the network gives. */
function disturb(network: RestorationNetwork, seed: number): void {
  for (const [i, variable] of network.variables.entries())
    tf.tidy(() =>
      variable.assign(tf.add(variable, tf.randomNormal(variable.shape, 0, 0.02, 'float32', seed + i))),
    );
}

const networks: [string, () => RestorationNetwork][] = [
  ...([2, 3, 4] as const).map((scale): [string, () => RestorationNetwork] => [
    `tiny x${scale}`,
    () => createBMDSRNet({ preset: 'tiny', scale }),
  ]),
  ['small x2', () => createBMDSRNet({ preset: 'small', scale: 2 })],
  ['variant F+C', () => createBMDSRNet({ preset: 'tiny', scale: 2, variant: 'F+C' })],
  ['MSRResNet', () => createMSRResNet({ scale: 2, channels: 16, blocks: 2 })],
  ['x8 self-ensemble', () => selfEnsemble(createBMDSRNet({ preset: 'tiny', scale: 2 }))],
];

describe('a compiled restoration', () => {
  it.each(networks)('of %s equals the eager one, with the weights of the moment', async (_, make) => {
    const network = make();
    const image = picture(32, 24);
    disturb(network, 0);
    const tensors = tf.memory().numTensors;
    for (const seed of [1, 100]) {
      disturb(network, seed);
      const { output, frames } = await restore(network, image);
      const expected = eagerly(network, image);
      expect(greatest(output.data, expected.output)).toBeLessThan(3e-5);
      if (expected.first) expect(greatest(frames[0]!.data, expected.first)).toBeLessThan(3e-5);
    }
    expect(warn).not.toHaveBeenCalled();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('sees what a network of the user reads besides variables', async () => {
    const state = { gain: 0.5, shift: tf.fill([3], 0.125) };
    const own = restorationNetwork({
      name: 'own',
      scale: 2,
      forward: (x) =>
        tf.add(
          tf.mul(tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]), state.gain),
          state.shift,
        ),
    });
    const image = picture(9, 5);
    const outputs: Float32Array[] = [];
    const change = [() => {}, () => (state.gain = 0.25), () => (state.shift = tf.fill([3], 0.25))];
    for (const one of change) {
      one();
      outputs.push((await restore(own, image)).output.data);
      expect(greatest(outputs.at(-1)!, eagerly(own, image).output)).toBeLessThan(1e-6);
    }
    expect(greatest(outputs[0]!, outputs[2]!)).toBeGreaterThan(0.05);
    expect(warn).not.toHaveBeenCalled();
  });

  it('serves images of many sizes at once, and none gets the result of another', async () => {
    const network = createBMDSRNet({ preset: 'tiny', scale: 2 });
    disturb(network, 7);
    const images = [picture(8, 8), picture(17, 8), picture(8, 24), picture(40, 16), picture(8, 8)];
    const restored = await Promise.all(images.map((image) => restore(network, image)));
    for (const [i, { output }] of restored.entries()) {
      const alone = await restore(network, images[i]!);
      expect(greatest(output.data, alone.output.data)).toBe(0);
    }
  });
});

describe('the native memory of a compiled restoration', () => {
  const image = picture(8, 8);
  const release = vi.spyOn(
    // The package's types describe its factory only.
    (InferenceSession as unknown as { prototype: InferenceSession }).prototype,
    'release',
  );
  const released = async (of: () => unknown) => {
    release.mockClear();
    await of();
    await new Promise((done) => setImmediate(done));
    return release.mock.calls.length;
  };

  it('is freed at the end of an evaluation, and when a network is disposed', async () => {
    for (const make of [
      () => createBMDSRNet({ preset: 'tiny', scale: 2, variant: 'SRNet' }),
      () => createMSRResNet({ scale: 2, channels: 8, blocks: 1 }),
      () => selfEnsemble(createMSRResNet({ scale: 2, channels: 8, blocks: 1 })),
    ] as (() => RestorationNetwork)[]) {
      const network = make();
      await restore(network, image);
      expect(await released(() => network.dispose())).toBe(1);
    }
    const network = createBMDSRNet({ preset: 'tiny', scale: 2, variant: 'SRNet' });
    const sample = makeSample(renderScene({ seed: 5, width: 16, height: 16 }), 2);
    const set = { scale: 2 as const, length: 1, at: () => sample, description: 'one scene' };
    expect(await released(() => evaluate(network, set))).toBe(1);
    // It serves again, and there is nothing left to free twice.
    await restore(network, image);
    expect(await released(() => network.dispose())).toBe(1);
    expect(await released(() => network.dispose())).toBe(0);
  });
});

describe('a network that cannot be compiled', () => {
  it('is restored operation by operation, and says so once', async () => {
    const reading = restorationNetwork({
      name: 'reading',
      scale: 2,
      forward: (x) => {
        const brightest = x.max().dataSync()[0]!;
        return tf.mul(tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]), brightest);
      },
    });
    const image = picture(6, 4);
    for (let k = 0; k < 2; k++) {
      const { output } = await restore(reading, image);
      expect(greatest(output.data, eagerly(reading, image).output)).toBe(0);
    }
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^reading runs operation by operation.*can't be compiled \(The values of a tensor.*forwardPass\.test/s,
        ),
      ],
    ]);
  });

  it('throws its own error where it fails eagerly too', async () => {
    const failing = restorationNetwork({
      name: 'failing',
      scale: 2,
      forward: () => {
        throw new Error('no weights loaded');
      },
    });
    await expect(restore(failing, picture(4, 4))).rejects.toThrow('no weights loaded');
    expect(warn).not.toHaveBeenCalled();
  });
});
