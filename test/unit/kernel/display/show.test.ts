import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunAllOptions } from '../../../../src/kernel/bmdsrnet/data';
import type { RestoreOptions } from '../../../../src/kernel/bmdsrnet/evaluation';
import type { AblationOptions, RestoreFilesOptions } from '../../../../src/kernel/bmdsrnet/experiments';
import { createRandom } from '../../../../src/kernel/bmdsrnet/random';
import type { RgbImage } from '../../../../src/kernel/bmdsrnet/types';
import { displayHost, installDisplayHost } from '../../../../src/kernel/display/host';
import { encodeWithin, toImages } from '../../../../src/kernel/display/images';
import { show } from '../../../../src/kernel/display/show';
import type { MimeBundle } from '../../../../src/kernel/protocol';
import {
  COMPARISON_MIME,
  type ComparisonData,
  CURVES_MIME,
  type CurvesData,
  FRAMES_MIME,
  type FramesData,
  METRICS_MIME,
  type MetricsData,
} from '../../../../src/outputs';

const displayed: { data: MimeBundle; id: string | undefined }[] = [];
let cellEnd: (() => void | Promise<void>)[] = [];
const plain = displayHost();

beforeEach(() => {
  displayed.length = 0;
  cellEnd = [];
  installDisplayHost({
    display: (data, _metadata, id) => displayed.push({ data, id }),
    update: (data, _metadata, id) => displayed.push({ data, id }),
    onCellEnd: (callback) => cellEnd.push(callback),
    signal: () => undefined,
  });
});
afterEach(() => installDisplayHost(plain));

/** What a saved notebook gives back: the bundle after JSON. */
const saved = <T>(mime: string, at = 0): T => JSON.parse(JSON.stringify(displayed[at]!.data[mime])) as T;

const gradient = (width: number, height: number, shift = 0): RgbImage => ({
  width,
  height,
  data: Float32Array.from({ length: width * height * 3 }, (_, i) => ((i * 7 + shift) % 256) / 255),
});
const noise = (width: number, height: number): RgbImage => {
  const random = createRandom(1);
  return { width, height, data: Float32Array.from({ length: width * height * 3 }, random.uniform) };
};

async function pixels(png: string): Promise<number[]> {
  return [...(await sharp(Buffer.from(png, 'base64')).raw().toBuffer())];
}

describe('what can not be drawn', () => {
  const image = gradient(2, 2);
  const broken = { ...image, data: image.data.map((value, i) => (i < 3 ? Number.NaN : value)) };
  // What a cell gives has been through no type checker.
  const anything = (value: unknown) => value as RgbImage;
  const disposed = () => {
    const tensor = tf.zeros([2, 2, 3]);
    tensor.dispose();
    return tensor;
  };

  it.each<[string, () => Promise<void>, RegExp]>([
    ['a disposed tensor', () => show.image(disposed()), /\[2,2,3\] was disposed and has no values any more/],
    ['an empty tensor', () => show.image(tf.zeros([0, 4, 3])), /\[0,4,3\] is empty: it has no pixels/],
    ['no image', () => show.image(anything(undefined)), /expected an image .*found undefined/],
    ['an empty array', () => show.image(anything([])), /expected an image .*found an array of 0/],
    ['no frames', () => show.frames([]), /no frames to show/],
    [
      'frames that are no list',
      () => show.frames(anything(image) as never),
      /expected frames as an array.*width, height, data/,
    ],
    ['nothing to compare', () => show.compare({}), /nothing to compare/],
    ['an undefined image', () => show.compare({ output: anything(undefined) }), /found undefined/],
    [
      'too few values',
      () => show.image({ ...image, width: 3 }),
      /3x2 has 18 values \(RGB\), but this one has 12/,
    ],
    ['NaN', () => show.compare({ broken }), /3 of 12 values that are not finite/],
  ])('%s', async (_, draw, says) => {
    await expect(draw()).rejects.toThrow(says);
    expect(displayed).toEqual([]);
  });
});

describe('show.frames', () => {
  it('keeps 8-bit pixels exactly and brings a GIF for other front ends', async () => {
    const frames = [0, 40, 80].map((shift) => gradient(9, 5, shift));
    await show.frames(frames, { title: 'three', notes: ['nearly static'] });
    const data = saved<FramesData>(FRAMES_MIME);
    expect(data).toMatchObject({ version: 1, title: 'three', notes: ['nearly static'] });
    expect(await pixels(data.frames[1]!.png)).toEqual([...frames[1]!.data].map((v) => Math.round(v * 255)));
    const gif = await sharp(Buffer.from(displayed[0]!.data['image/gif'] as string, 'base64'), {
      animated: true,
    }).metadata();
    expect([gif.pages, gif.width, gif.pageHeight]).toEqual([4, 9, 5]);
  });

  it('reads a sequence tensor and the 21 channels of BMDNet alike', async () => {
    const sequence = tf.randomUniform([7, 4, 6, 3]) as tf.Tensor4D;
    const channels = sequence.transpose([1, 2, 0, 3]).reshape([1, 4, 6, 21]);
    const [a, b] = [await toImages(sequence), await toImages(channels)];
    expect(a).toEqual(b);
    expect(a).toHaveLength(7);
  });

  it('names the frame whose size is odd, and the shape that is no sequence', async () => {
    await expect(show.frames([gradient(4, 4), gradient(5, 4)])).rejects.toThrow(
      'frame 2 is 5x4 but frame 1 is 4x4',
    );
    await expect(show.frames(tf.zeros([2, 4, 4, 21]))).rejects.toThrow('[2,4,4,21]');
    await expect(show.frames([])).rejects.toThrow('at least one image');
  });
});

describe('show.compare', () => {
  it('points at the reference and labels a PNG strip', async () => {
    const sharpImage = gradient(16, 12);
    await show.compare(
      {
        blurred: gradient(8, 6),
        restored: { image: sharpImage, caption: '28.31 dB' },
        'ground truth': sharpImage,
      },
      { reference: 'ground truth' },
    );
    const data = saved<ComparisonData>(COMPARISON_MIME);
    expect(data.images.map((i) => [i.label, i.width, i.height, i.caption])).toEqual([
      ['blurred', 8, 6, undefined],
      ['restored', 16, 12, '28.31 dB'],
      ['ground truth', 16, 12, undefined],
    ]);
    expect(data.reference).toBe(2);
    const strip = Buffer.from(displayed[0]!.data['image/png'] as string, 'base64');
    const { width, height } = await sharp(strip).metadata();
    expect([width, height]).toEqual([3 * 8 * 16 + 2 * 8, 22 + 8 * 12]); // small images are drawn larger
    const pixel = { left: 8 * 16 + 8 + 8 * 5, top: 22 + 8 * 3, width: 8, height: 8 };
    const drawn = [...(await sharp(strip).extract(pixel).removeAlpha().raw().toBuffer())];
    const value = [...sharpImage.data.subarray(3 * (3 * 16 + 5), 3 * (3 * 16 + 6))];
    expect(drawn).toEqual(Array.from({ length: 64 }, () => value.map((v) => Math.round(255 * v))).flat());
    await expect(show.compare({ a: sharpImage }, { reference: 'b' })).rejects.toThrow(
      "'b' is none of the labels: a",
    );
  });

  it('takes a tensor, and refuses one that is no image', async () => {
    await show.image(tf.ones([1, 3, 5, 1]));
    const [image] = saved<ComparisonData>(COMPARISON_MIME).images;
    expect(await pixels(image!.png)).toEqual(new Array(45).fill(255));
    await expect(show.image(tf.ones([3, 5, 2]))).rejects.toThrow('[3,5,2]');
  });
});

describe('the byte budget', () => {
  it('reduces all images by one factor and says their original size', async () => {
    const [a, b] = await encodeWithin([noise(300, 200), noise(150, 100)], 60_000);
    expect((a!.png.length + b!.png.length) * 0.75).toBeLessThanOrEqual(60_000);
    expect(a!.original).toEqual({ width: 300, height: 200 });
    expect(a!.width / b!.width).toBeCloseTo(2, 1);
  });
});

describe('show.table', () => {
  const table = {
    title: 'Held-out scenes',
    protocol: 'RGB, border 0, 8 bit, SSIM 2-D',
    measuredOn: '2 procedural scenes (synthetic)',
    columns: [{ label: 'PSNR', unit: 'dB', digits: 2 }, { label: 'SSIM' }],
    rows: [
      { label: 'bicubic <x2>', values: [27.123456, 0.81234] },
      { label: 'identical', values: [Number.POSITIVE_INFINITY, null] },
    ],
    notes: ['nothing was gained'],
  };

  it('never leaves the protocol out, in any layer', () => {
    show.table(table);
    for (const mime of ['text/plain', 'text/html']) {
      const text = String(displayed[0]!.data[mime]);
      for (const part of [
        table.protocol,
        table.measuredOn,
        'nothing was gained',
        '27.12',
        '0.812',
        'Infinity',
      ]) {
        expect(text).toContain(part);
      }
    }
    expect(displayed[0]!.data['text/html']).toContain('bicubic &lt;x2&gt;');
    expect(saved<MetricsData>(METRICS_MIME).rows[1]!.values).toEqual(['Infinity', null]);
  });

  it('refuses a row that does not fit its columns', () => {
    expect(() => show.table({ ...table, rows: [{ label: 'x', values: [1] }] })).toThrow(
      "row 'x' has 1 values but the table has 2",
    );
  });
});

describe('show.run', () => {
  it('draws a whole run from its metrics alone, also one that was stopped and went on', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'metrics-'));
    const step = (at: number, loss: number) => ({ kind: 'step', step: at, loss, terms: {}, seconds: at + 1 });
    const lines = [
      ...[0, 1, 2].map((at) => step(at, 10 + at)),
      { kind: 'validation', step: 3, values: { psnr: 20 }, measuredOn: 'four scenes' },
      step(3, 13),
      { kind: 'resumed', step: 3 },
      ...[3, 4].map((at) => step(at, 20 + at)),
      { kind: 'validation', step: 5, values: { psnr: 'Infinity' }, measuredOn: 'four scenes' },
    ];
    writeFileSync(
      path.join(folder, 'metrics.jsonl'),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    await show.run(folder, { title: 'resumed' });
    const data = saved<CurvesData>(CURVES_MIME);
    expect(data.series).toEqual([
      { name: 'loss', axis: 'left', x: [1, 2, 3, 4, 5], y: [10, 11, 12, 23, 24] },
      { name: 'validation PSNR', axis: 'right', x: [3, 5], y: [20, null] },
    ]);
    expect(data).toMatchObject({ title: 'resumed', live: false, notes: ['Validation: four scenes.'] });
    expect(data.progress).toMatchObject({ done: 5, elapsedSeconds: 5 });
    rmSync(folder, { recursive: true });
    await expect(show.run(folder)).rejects.toThrow(
      /metrics of a run can't be read.*Give the folder of a run/,
    );
  });
});

describe('show.frames with the truth', () => {
  const moving = [0, 10, 20].map((shift) => gradient(8, 6, shift));
  const notes = async (frames: RgbImage[], truth: RgbImage[]) => {
    displayed.length = 0;
    await show.frames(frames, { truth, notes: ['mine'] });
    expect(displayed[0]!.data['text/plain']).toContain(saved<FramesData>(FRAMES_MIME).notes[1]);
    return saved<FramesData>(FRAMES_MIME).notes;
  };
  /** Each frame this much of the way from the first to where it is. */
  const slower = (share: number): RgbImage[] =>
    moving.map((frame) => ({
      ...frame,
      data: frame.data.map((value, i) => moving[0]!.data[i]! + share * (value - moving[0]!.data[i]!)),
    }));

  it('says how much of the true motion is there, and when that is next to nothing', async () => {
    expect(await notes(moving, moving)).toEqual(['mine', 'Shows 100 % of the true motion.']);
    expect(await notes(slower(0.21), moving)).toEqual(['mine', 'Shows 21 % of the true motion.']);
    expect(await notes(slower(0.19), moving)).toEqual([
      'mine',
      'Nearly static: only 19 % of the true motion.',
    ]);
    expect(await notes(slower(0), moving)).toEqual(['mine', 'Nearly static: only 0 % of the true motion.']);
    expect(await notes(moving, slower(0))).toEqual(['mine', 'The true frames do not move.']);
    await expect(show.frames(moving, { truth: moving.slice(1) })).rejects.toThrow(
      /must be 3 of 8x6 .* not 2 of 8x6/,
    );
  });
});

describe('show.curves', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('patches one output at most ten times a second and saves the last state', () => {
    const curves = show.curves({ title: 'tiny', total: 1000, right: ['PSNR'] });
    for (let step = 1; step <= 1000; step++) {
      curves.push(step, step % 2 ? { loss: 1 / step } : { loss: 1 / step, PSNR: 20 + step / 1000 });
      vi.advanceTimersByTime(2);
    }
    expect(displayed.length).toBeLessThanOrEqual(22);
    expect(new Set(displayed.map((d) => d.id)).size).toBe(1);
    for (const callback of cellEnd) void callback();
    const last = saved<CurvesData>(CURVES_MIME, displayed.length - 1);
    expect(last.live).toBe(false);
    expect(last.series.map((s) => [s.name, s.axis, s.x.length])).toEqual([
      ['loss', 'left', 1000],
      ['PSNR', 'right', 500],
    ]);
    expect(displayed.at(-1)!.data['application/vnd.plotly.v1+json']).toBeDefined();
  });

  it('follows a training run, and guesses its length once it has gone on for a while', () => {
    const curves = show.curves();
    const terms = { centre: 0.02, pairs: 1, forNet: 1, backNet: 1, coreNet: 1, output: 0.05 };
    const report = { loss: 0.2, terms, gradientNorm: 1, learningRate: 1e-3, waitedSeconds: 0 };
    curves.step({ ...report, step: 0, progress: 0, seconds: 1 });
    vi.advanceTimersByTime(200);
    expect(saved<CurvesData>(CURVES_MIME, displayed.length - 1).progress).toMatchObject({
      done: 1,
      total: 0,
      remainingSeconds: null,
    });
    curves.step({ ...report, step: 10, progress: 0.25, seconds: 20 });
    const { progress, series } = saved<CurvesData>(CURVES_MIME, displayed.length - 1);
    expect(progress).toMatchObject({ done: 11, total: 40, remainingSeconds: 60 });
    expect(series.map(({ name, x, y }) => [name, x, y])).toEqual([
      ['loss', [1, 11], [0.2, 0.2]],
      ['output', [1, 11], [0.05, 0.05]],
      ['centre frame', [1, 11], [0.02, 0.02]],
    ]);
  });

  it('draws the validated PSNR in decibels, with what it was measured on, and thins a long run', () => {
    const curves = show.curves();
    const report = { terms: {}, gradientNorm: 1, learningRate: 1e-3, waitedSeconds: 0 };
    for (let step = 0; step < 30_000; step++)
      curves.step({
        ...report,
        step,
        loss: step === 12_345 ? 99 : 1,
        progress: step / 30_000,
        seconds: step,
      });
    curves.validation({
      step: 30_000,
      values: { psnr: 27.5, ssim: 0.8 },
      measuredOn: '24 scenes; PSNR on RGB',
    });
    curves.end();
    const last = saved<CurvesData>(CURVES_MIME, displayed.length - 1);
    expect(last.rightLabel).toBe('dB');
    expect(last.series[1]).toEqual({ name: 'validation PSNR', axis: 'right', x: [30_000], y: [27.5] });
    expect(last.series[0]!.x.length).toBeLessThan(2100);
    expect(last.series[0]!.x[last.series[0]!.y.indexOf(99)]).toBe(12_346);
    expect(last.notes).toEqual([
      'Validation: 24 scenes; PSNR on RGB.',
      expect.stringMatching(/lowest and the highest of every 32 values/),
    ]);
    const plotly = JSON.stringify(displayed.at(-1)!.data['application/vnd.plotly.v1+json']);
    expect(plotly).toContain('24 scenes; PSNR on RGB');
  });

  it('draws a gap where the loss is not finite, and says how the run ended', () => {
    const curves = show.curves();
    curves.push(1, { loss: Number.NaN });
    curves.end('stopped at step 1: the loss is not a number');
    const last = saved<CurvesData>(CURVES_MIME, displayed.length - 1);
    expect(last.series[0]).toMatchObject({ x: [1], y: [null] });
    expect(last).toMatchObject({ live: false, status: 'stopped at step 1: the loss is not a number' });
  });
});

describe('show.progress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const line = () => displayed.at(-1)!.data['text/plain'];

  it('patches one bar at most ten times a second, keeps its end, and knows what was there before', () => {
    const progress = show.progress('Making <LR> images');
    progress(500, 1000);
    for (let done = 501; done < 1000; done++) {
      vi.advanceTimersByTime(2);
      progress(done, 1000);
      if (done === 750) expect(line()).toMatch(/^Making <LR> images: 7\d\d of 1000, 1 s left$/);
    }
    expect(displayed.length).toBeLessThanOrEqual(14);
    progress(1000, 1000);
    expect(line()).toBe('Making <LR> images: 1000 of 1000 in 1.0 s');
    for (const callback of cellEnd) void callback();
    expect(displayed.at(-1)!.data['text/html']).toMatch(
      /^<div>Making &lt;LR&gt; images <progress max="1000" value="1000"/,
    );
    expect(new Set(displayed.map(({ id }) => id)).size).toBe(1);
  });

  it('takes the progress of experiments too, and says where a stopped cell was', () => {
    const progress = show.progress('Ablation');
    // The type checker reads this file: every kind of callback takes it.
    ({ onProgress: progress }) satisfies RunAllOptions &
      RestoreOptions &
      RestoreFilesOptions &
      Pick<AblationOptions, 'onProgress'>;
    expect(line()).toBe('Ablation: begins');
    progress({ done: 3, total: 12 });
    for (const callback of cellEnd) void callback();
    expect(line()).toBe('Ablation: stopped at 3 of 12');
  });
});
