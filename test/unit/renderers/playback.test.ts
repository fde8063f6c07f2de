import { describe, expect, test } from 'vitest';
import {
  advance,
  type Playback,
  type Repeat,
  seek,
  startPlayback,
  step,
  toggle,
  withCount,
} from '../../../src/renderers/frames/playback';

const playing = (repeat: Repeat, index = 0): Playback =>
  toggle({ ...seek(startPlayback(4, 10), index), repeat });
const indices = (state: Playback, ticks: number): number[] => {
  const seen: number[] = [];
  for (let tick = 0, now = state; tick < ticks; tick++) {
    now = advance(now, 100);
    seen.push(now.index);
  }
  return seen;
};

describe('playback', () => {
  test('loops, bounces without repeating an end, and stops', () => {
    expect(indices(playing('loop'), 6)).toEqual([1, 2, 3, 0, 1, 2]);
    expect(indices(playing('bounce'), 8)).toEqual([1, 2, 3, 2, 1, 0, 1, 2]);
    expect(indices(playing('once'), 5)).toEqual([1, 2, 3, 3, 3]);
  });

  test('keeps its frame rate whatever the display rate', () => {
    let state = playing('loop');
    for (let frame = 0; frame < 60; frame++) state = advance(state, 1000 / 60 + 1e-9);
    expect(state.index).toBe(10 % 4);
  });

  test('a long gap is not caught up', () => {
    expect(advance(playing('loop'), 60_000).index).toBe(2);
  });

  test('playing again after the end of "once" starts over', () => {
    const ended = advance(advance({ ...playing('once'), index: 3 }, 100), 100);
    expect(ended.playing).toBe(false);
    expect(toggle(ended)).toMatchObject({ playing: true, index: 0 });
  });

  test('steps round the ends and pauses; fewer frames keep the place as far as it exists', () => {
    expect(step(startPlayback(4, 10), -1)).toMatchObject({ index: 3, playing: false });
    expect(withCount(seek(startPlayback(7, 10), 6), 3).index).toBe(2);
    expect(toggle(startPlayback(1, 10)).playing).toBe(false);
  });
});
