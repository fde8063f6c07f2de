import type { ComparisonData } from '../../outputs';
import type { DifferenceKind } from './difference';

export const MODES = ['side', 'flicker', 'wipe', 'difference'] as const;
export type Mode = (typeof MODES)[number];

/** What the viewer shows; every field is an index into the images unless it says otherwise. */
export interface ComparisonState {
  mode: Mode;
  /** The image shown in `flicker`, and the one that a flip goes back to. */
  current: number;
  previous: number;
  /** Both sides of `wipe` and where it is, as a fraction of the width. */
  left: number;
  right: number;
  wipe: number;
  /** The image that `difference` compares, and with which. */
  compared: number;
  against: number;
  kind: DifferenceKind;
  /** The difference is multiplied by 2^gain. */
  gain: number;
}

/** The first look: what came last before the reference is the result that is judged. */
export function initialState({
  images,
  reference,
}: Pick<ComparisonData, 'images' | 'reference'>): ComparisonState {
  const last = images.length - 1;
  const truth = reference ?? last;
  const result = images.findLastIndex((_, index) => index !== truth);
  const judged = Math.max(result, 0);
  return {
    mode: 'side',
    current: judged,
    previous: truth,
    left: 0,
    right: judged === 0 ? truth : judged,
    wipe: 0.5,
    compared: judged,
    against: truth,
    kind: 'absolute',
    gain: 2,
  };
}

/** Shows one image in place; the one before becomes the other side of the flip. */
export const select = (state: ComparisonState, index: number): ComparisonState =>
  index === state.current
    ? { ...state, mode: 'flicker' }
    : { ...state, mode: 'flicker', current: index, previous: state.current };

/** Swaps the current image with the one before. */
export const flip = (state: ComparisonState): ComparisonState => ({
  ...state,
  mode: 'flicker',
  current: state.previous,
  previous: state.current,
});

export const nextMode = (state: ComparisonState): ComparisonState => ({
  ...state,
  mode: MODES[(MODES.indexOf(state.mode) + 1) % MODES.length]!,
});

/** Moves the wipe, or the gain of a difference, by one step. */
export function nudge(state: ComparisonState, by: 1 | -1): ComparisonState {
  if (state.mode === 'difference') return { ...state, gain: clamp(state.gain + by, 0, MAX_GAIN) };
  return { ...state, wipe: clamp(state.wipe + by * 0.02, 0, 1) };
}

export const MAX_GAIN = 6;
const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** A patched output keeps the view; indices that no longer exist fall back to the first look. */
export function withImages(
  state: ComparisonState,
  data: Pick<ComparisonData, 'images' | 'reference'>,
): ComparisonState {
  const first = initialState(data);
  const keep = (key: 'current' | 'previous' | 'left' | 'right' | 'compared' | 'against'): number =>
    state[key] < data.images.length ? state[key] : first[key];
  return {
    ...state,
    current: keep('current'),
    previous: keep('previous'),
    left: keep('left'),
    right: keep('right'),
    compared: keep('compared'),
    against: keep('against'),
  };
}
