import type { Random } from '../../../random';
import type { Canvas } from '../canvas';
import type { Field } from '../noise';
import type { Palette } from '../palette';

/** What a scene is painted on and with. */
export interface Stage {
  canvas: Canvas;
  random: Random;
  palette: Palette;
  /** Noise from rough to smooth. */
  fields: readonly [rough: Field, natural: Field, smooth: Field];
  /** Canvas pixels per pixel of the frames. */
  unit: number;
}

/** Paints the whole canvas. */
export type Scene = (stage: Stage) => void;

/** Uniform in [from, to). */
export const between = (stage: Stage, from: number, to: number): number =>
  from + (to - from) * stage.random.uniform();

export const chance = (stage: Stage, probability: number): boolean => stage.random.uniform() < probability;
