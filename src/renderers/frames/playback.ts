/** The clock of a frame player. Pure: time comes in as milliseconds. */

export type Repeat = 'loop' | 'bounce' | 'once';

export interface Playback {
  count: number;
  index: number;
  /** Frames a second. */
  fps: number;
  repeat: Repeat;
  playing: boolean;
  /** +1 forwards, -1 backwards: only `bounce` turns round. */
  direction: 1 | -1;
  /** Milliseconds that the current frame has been shown. */
  shown: number;
}

export const FPS_CHOICES = [1, 2, 4, 6, 8, 12, 15, 24, 30, 60];

export const startPlayback = (count: number, fps: number): Playback => ({
  count,
  index: 0,
  fps: Math.min(Math.max(fps, 0.5), 60),
  repeat: 'loop',
  playing: false,
  direction: 1,
  shown: 0,
});

/** Shows one frame and starts its time anew. */
export const seek = (state: Playback, index: number): Playback => ({
  ...state,
  index: Math.min(Math.max(Math.round(index), 0), state.count - 1),
  shown: 0,
});

/** One frame further or back, round the ends; stepping pauses. */
export const step = (state: Playback, by: 1 | -1): Playback => ({
  ...seek(state, (state.index + by + state.count) % state.count),
  playing: false,
});

/** Play or pause; playing from the last frame of a `once` starts over. */
export function toggle(state: Playback): Playback {
  if (state.playing) return { ...state, playing: false };
  const ended = state.repeat === 'once' && state.index === state.count - 1;
  return { ...state, playing: state.count > 1, index: ended ? 0 : state.index, direction: 1, shown: 0 };
}

/** Lets time pass. Long gaps (a hidden tab) are not caught up: at most one frame a call is skipped. */
export function advance(state: Playback, elapsed: number): Playback {
  if (!state.playing) return state;
  const frameTime = 1000 / state.fps;
  let next = { ...state, shown: state.shown + Math.min(elapsed, 2 * frameTime) };
  while (next.playing && next.shown >= frameTime)
    next = { ...following(next), shown: next.shown - frameTime };
  return next;
}

function following(state: Playback): Playback {
  const last = state.count - 1;
  if (state.repeat === 'bounce') {
    const direction = state.index >= last ? -1 : state.index <= 0 ? 1 : state.direction;
    return { ...state, direction, index: Math.min(Math.max(state.index + direction, 0), last) };
  }
  if (state.index < last) return { ...state, index: state.index + 1, direction: 1 };
  return state.repeat === 'loop' ? { ...state, index: 0, direction: 1 } : { ...state, playing: false };
}

/** The player keeps its place and its choices when the output is patched with other frames. */
export const withCount = (state: Playback, count: number): Playback => ({
  ...state,
  count,
  index: Math.min(state.index, count - 1),
  playing: state.playing && count > 1,
});
