import { describe, expect, test } from 'vitest';
import { decimate } from '../../../src/renderers/curves/decimate';
import { duration, latest, shortValue } from '../../../src/renderers/curves/format';
import { canSmooth, debiasedEma } from '../../../src/renderers/curves/smoothing';

describe('debiased moving average', () => {
  test('equals the weighted mean that it stands for', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    const weight = 0.8;
    const direct = values.map((_, at) => {
      const weights = values.slice(0, at + 1).map((_, index) => weight ** (at - index));
      const total = weights.reduce((sum, one) => sum + one, 0);
      return weights.reduce((sum, one, index) => sum + one * values[index]!, 0) / total;
    });
    for (const [at, value] of debiasedEma(values, weight).entries())
      expect(value).toBeCloseTo(direct[at]!, 12);
  });

  test('gaps stay gaps and do not count', () => {
    const [first, gap, second] = debiasedEma([2, null, 4], 0.5);
    expect(gap).toBeNull();
    expect([first, second]).toEqual([2, debiasedEma([2, 4], 0.5)[1]]);
  });

  test('says nothing about few or equal values', () => {
    expect(canSmooth([20, 25, 26])).toBe(false);
    expect(canSmooth(Array(50).fill(1))).toBe(false);
    expect(canSmooth(Array.from({ length: 50 }, (_, index) => index))).toBe(true);
  });
});

describe('decimation', () => {
  test('keeps both ends, every extreme and the order', () => {
    const count = 20_000;
    const x = Array.from({ length: count }, (_, index) => index);
    const y: (number | null)[] = x.map((at) => Math.sin(at / 300));
    y[7777] = 40;
    y[7778] = -40;
    const less = decimate({ x, y }, 1000);
    expect(less.x.length).toBeLessThanOrEqual(1002);
    expect([less.x[0], less.x.at(-1)]).toEqual([0, count - 1]);
    expect(less.y).toEqual(expect.arrayContaining([40, -40]));
    expect(less.x).toEqual([...less.x].sort((a, b) => a - b));
    expect(less.y).toEqual(less.x.map((at) => y[at]));
  });

  test('short curves are left alone, and gaps survive', () => {
    const points = { x: [1, 2], y: [null, 3] };
    expect(decimate(points, 10)).toBe(points);
    const gap = { x: Array.from({ length: 100 }, (_, index) => index), y: Array(100).fill(null) };
    expect(decimate(gap, 20).y.every((value) => value === null)).toBe(true);
  });
});

test('times and values read well', () => {
  expect([7.6, 65, 3600, 7384].map(duration)).toEqual(['8 s', '1 min 05 s', '1 h 00 min', '2 h 03 min']);
  expect([0, 0.0123456, 27.3049, 0.00001234, 1234567].map(shortValue)).toEqual([
    '0',
    '0.01235',
    '27.3',
    '1.23e-5',
    '1.23e+6',
  ]);
  expect(latest([1, 2, null])).toBe(2);
});
