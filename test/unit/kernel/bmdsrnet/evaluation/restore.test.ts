import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderScene } from '../../../../../src/kernel/bmdsrnet/data';
import { restore } from '../../../../../src/kernel/bmdsrnet/evaluation';
import { forwardPassOf } from '../../../../../src/kernel/bmdsrnet/evaluation/forwardPass';
import { planTiles } from '../../../../../src/kernel/bmdsrnet/evaluation/tiles';
import { bicubicNetwork, fakeNetwork, smoothingNetwork } from '../fakeNetwork';

const picture = (width: number, height: number) => renderScene({ seed: 9, width, height, frames: 1 })[0]!;
const greatest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

beforeAll(() => tf.setBackend('cpu'));

describe('restore', () => {
  it('takes any size from one pixel, whatever the multiple, and leaks nothing', async () => {
    const tensors = tf.memory().numTensors;
    for (const [width, height, multiple, scale] of [
      [1, 1, 8, 2],
      [3, 17, 8, 3],
      [20, 9, 4, 4],
    ] as const) {
      const image = picture(width, height);
      const { output, frames, bicubic, tiles } = await restore(smoothingNetwork(scale, multiple), image);
      expect([output.width, output.height, bicubic.width, bicubic.height]).toEqual(
        [width, height, width, height].map((size) => size * scale),
      );
      expect(tiles).toBe(1);
      // The frames of the fake network are its input.
      for (const frame of frames) expect(greatest(frame.data, image.data)).toBeLessThan(1e-6);
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('gives the same from tiles as from the whole when the network is local', async () => {
    const image = picture(230, 170);
    const network = smoothingNetwork(2, 8);
    const whole = await restore(network, image);
    expect(whole.tiles).toBe(1);
    const progress: string[] = [];
    const tiled = await restore(network, image, {
      maxPixels: 100 * 100,
      overlap: 32,
      onProgress: (done, total) => progress.push(`${done}/${total}`),
    });
    expect(tiled.tiles).toBeGreaterThan(3);
    expect(progress.at(-1)).toBe(`${tiled.tiles}/${tiled.tiles}`);
    expect(greatest(tiled.output.data, whole.output.data)).toBeLessThan(1e-6);
    expect(greatest(tiled.frames[6]!.data, whole.frames[6]!.data)).toBeLessThan(1e-6);
  });

  it('measures the memory of a network and keeps to the budget', async () => {
    const network = smoothingNetwork(2, 4);
    const bytes = await forwardPassOf(network).memoryPerPixel();
    // HR output, its enlargement before smoothing and three copies that share memory: at least 2 x 12 x 4 bytes.
    expect(bytes).toBeGreaterThan(96);
    expect(bytes).toBeLessThan(1000);
    const { tiles } = await restore(network, picture(200, 200), { maxBytes: bytes * 150 * 150 });
    expect(tiles).toBe(4);
  });

  it('clips only at the end, and reports values that are not numbers', async () => {
    const bright = fakeNetwork(2, 1, (blurred) =>
      tf.add(tf.image.resizeNearestNeighbor(blurred, [8, 8]), 0.9),
    );
    const { output } = await restore(bright, picture(4, 4));
    expect(Math.max(...output.data)).toBe(1);
    const broken = fakeNetwork(2, 1, (blurred) =>
      tf.div(tf.zerosLike(tf.image.resizeNearestNeighbor(blurred, [8, 8])), 0),
    );
    const tensors = tf.memory().numTensors;
    await expect(restore(broken, picture(4, 4))).rejects.toThrow(
      /network fake gave values that are not numbers: its training diverged/,
    );
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('names what is wrong with the image or with a network of the user', async () => {
    const image = picture(4, 4);
    await expect(
      restore(bicubicNetwork(2), { ...image, data: image.data.fill(Number.NaN, 5, 6) }),
    ).rejects.toThrow(/image to restore holds values that are not numbers/);
    const tensors = tf.memory().numTensors;
    const grey = fakeNetwork(2, 1, (blurred) => tf.zeros([1, 2 * blurred.shape[1], 2 * blurred.shape[2], 1]));
    await expect(restore(grey, picture(4, 4))).rejects.toThrow(
      'fake gave `output` as [1,8,8,1] where [1,8,8,3] is needed: correct its forward()',
    );
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('stops between tiles', async () => {
    const abort = new AbortController();
    const options = { maxPixels: 100 * 100, signal: abort.signal, onProgress: () => abort.abort() };
    await expect(restore(bicubicNetwork(2), picture(300, 300), options)).rejects.toThrow(/abort/);
  });
});

describe('planTiles', () => {
  it('covers every pixel with weights that sum to one and overlaps that suffice', () => {
    for (const [width, height, maxPixels, overlap, multiple] of [
      [1280, 720, 90_000, 48, 8],
      [328, 1000, 30_000, 32, 4],
      [153, 157, 20_000, 48, 1],
      [2048, 64, 20_000, 40, 8],
      // 11 * (1004 / 11) is less than 1004 in floating point.
      [1148, 144, 144 * 144, 48, 4],
    ] as const) {
      const { columns, rows } = planTiles(width, height, { maxPixels, overlap, multiple });
      for (const [spans, total] of [
        [columns, width],
        [rows, height],
      ] as const) {
        for (const { start, length } of spans) expect([start % multiple, length % multiple]).toEqual([0, 0]);
        expect(spans.at(-1)!.start + spans.at(-1)!.length).toBe(total);
        spans.slice(1).forEach((span, i) => {
          expect(spans[i]!.start + spans[i]!.length - span.start).toBeGreaterThanOrEqual(overlap);
        });
        for (let x = 0.25; x < total; x += 0.5) {
          const inside = spans.filter(({ start, length }) => x >= start && x < start + length);
          expect(inside.reduce((sum, { weight }) => sum + weight(x), 0)).toBeCloseTo(1, 12);
        }
      }
    }
  });
});
