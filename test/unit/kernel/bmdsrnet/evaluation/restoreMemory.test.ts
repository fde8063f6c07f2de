import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMSRResNet } from '../../../../../src/kernel/bmdsrnet/baselines';
import { renderScene } from '../../../../../src/kernel/bmdsrnet/data';
import { restore } from '../../../../../src/kernel/bmdsrnet/evaluation';
import { forwardPassOf } from '../../../../../src/kernel/bmdsrnet/evaluation/forwardPass';
import { createBMDSRNet } from '../../../../../src/kernel/bmdsrnet/networks';
import type { RestorationNetwork, RgbImage } from '../../../../../src/kernel/bmdsrnet/types';
import { startCompute } from '../../../../../src/kernel/compute';
import { smoothingNetwork } from '../fakeNetwork';

const picture = (width: number, height: number): RgbImage =>
  renderScene({ seed: 4, width, height, frames: 1 })[0]!;
const greatest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

function disturb(network: RestorationNetwork, size: number): void {
  for (const [i, variable] of network.variables.entries())
    tf.tidy(() =>
      variable.assign(tf.add(variable, tf.randomNormal(variable.shape, 0, size, 'float32', i + 1))),
    );
}

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
const original = ort.InferenceSession.create.bind(ort.InferenceSession);
const create = vi.spyOn(ort.InferenceSession, 'create');
beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));
beforeEach(() => {
  warn.mockClear();
  create.mockClear();
});

describe('the graphs of restorations', () => {
  it('serve a folder of images of one size, and are made again when weights change', async () => {
    const network = createMSRResNet({ scale: 2, channels: 8, blocks: 1 });
    for (let k = 0; k < 3; k++) await restore(network, picture(24, 16));
    expect(create).toHaveBeenCalledTimes(1);
    disturb(network, 0.05);
    for (let k = 0; k < 2; k++) await restore(network, picture(24, 16));
    expect(create).toHaveBeenCalledTimes(2);
    network.dispose();
  });

  it('of several networks share the budget', async () => {
    const networks = [1, 2].map((seed) => createMSRResNet({ scale: 2, channels: 8, blocks: 1, seed }));
    const rounds = async (maxBytes: number): Promise<number> => {
      create.mockClear();
      for (let k = 0; k < 2; k++)
        for (const network of networks) await restore(network, picture(24, 16), { maxBytes });
      return create.mock.calls.length;
    };
    expect(await rounds(2 ** 31)).toBe(2);
    // Room for one: the other goes each time.
    const one = 24 * 16 * (await forwardPassOf(networks[0]!).memoryPerPixel());
    expect(await rounds(1.5 * one)).toBe(3);
    for (const network of networks) network.dispose();
  });
});

describe('where memory is short', () => {
  /** The first runs of a graph fail as they do where onnxruntime gets no memory. */
  function failing(runs: number): void {
    create.mockImplementationOnce(async (...args) => {
      const session = await original(...(args as Parameters<typeof original>));
      const run = session.run.bind(session);
      const failsFirst = async (...call: Parameters<typeof run>) => {
        if (runs-- > 0) throw new Error('Failed to allocate memory for requested buffer of size 4294967296');
        return run(...call);
      };
      return Object.assign(session, { run: failsFirst });
    });
  }
  it('smaller tiles are taken, compiled still, and that is said', async () => {
    const network = smoothingNetwork(2, 8);
    const image = picture(230, 170);
    const whole = await restore(network, image);
    const again = smoothingNetwork(2, 8);
    failing(1);
    const tiled = await restore(again, image, { overlap: 32 });
    expect(tiled.tiles).toBeGreaterThan(1);
    expect(greatest(tiled.output.data, whole.output.data)).toBeLessThan(1e-6);
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^fake did not get the memory for tiles of 232x176 pixels; it goes on with tiles of /,
        ),
      ],
    ]);
  });

  it('and no smaller tile is left, the error says what to do', async () => {
    failing(100);
    await expect(restore(smoothingNetwork(2, 8), picture(40, 40))).rejects.toThrow(
      /Memory is short: take a smaller/,
    );
  });

  it('a budget below the smallest tile is pointed out, once', async () => {
    const network = smoothingNetwork(2, 8);
    for (let k = 0; k < 2; k++) {
      const { tiles } = await restore(network, picture(200, 104), { maxBytes: 2 ** 20, overlap: 32 });
      expect(tiles).toBe(6);
    }
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^fake needs about \d+ MiB for tiles of 96x96 pixels.*; 1 MiB were given\. Raise/,
        ),
      ],
    ]);
  });
});

it('tiles of a BMDSRNet show no seam: far less than a step of 8 bits, and less with more overlap', async () => {
  const network = createBMDSRNet({ preset: 'tiny', scale: 2 });
  disturb(network, 0.01);
  for (const [overlap, bound] of [
    [32, 1e-4],
    [48, 1e-5],
  ] as const) {
    // biome-ignore format: short
    const image = picture(2 * 192 - overlap, 96);
    const whole = await restore(network, image);
    const tiled = await restore(network, image, { maxPixels: 192 * 96, overlap });
    expect([whole.tiles, tiled.tiles]).toEqual([1, 2]);
    expect(greatest(whole.output.data, whole.bicubic.data)).toBeGreaterThan(0.1);
    expect(greatest(tiled.output.data, whole.output.data)).toBeLessThan(bound);
    for (const [i, frame] of tiled.frames.entries())
      expect(greatest(frame.data, whole.frames[i]!.data)).toBeLessThan(bound);
  }
  network.dispose();
});
