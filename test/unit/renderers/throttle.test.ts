import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttle } from '../../../src/renderers/curves/throttle';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('draws at once, rests after slow work too, and never loses the last call', async () => {
  const starts: number[] = [];
  const slow = throttle(async () => {
    starts.push(Date.now() - begin);
    await new Promise((done) => setTimeout(done, 250));
  }, 100);
  const begin = Date.now();
  for (let patch = 0; patch < 60; patch++) {
    slow.call();
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(2000);
  expect(starts).toEqual([0, 350, 700]);
  slow.cancel();
});
