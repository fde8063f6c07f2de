import type { Random } from '../../random';

export type Colour = readonly [red: number, green: number, blue: number];

/** The colours of one scene. */
export interface Palette {
  /** A colour of the scene; most are muted, as in photographs. */
  pick(): Colour;
  /** A strong colour, for signs and toys. */
  accent(): Colour;
}

const clip = (v: number): number => Math.min(1, Math.max(0, v));

/** From luma and a chroma given as a hue angle (0 towards red-orange) and an amount. */
export function fromLuma(luma: number, hue: number, chroma: number): Colour {
  const cr = chroma * Math.cos(hue);
  const cb = chroma * Math.sin(hue);
  return [clip(luma + 1.402 * cr), clip(luma - 0.714 * cr - 0.344 * cb), clip(luma + 1.772 * cb)];
}

/** Multiplies towards black (below 1) or mixes towards white (above 1). */
export function shade([r, g, b]: Colour, by: number): Colour {
  if (by <= 1) return [r * by, g * by, b * by];
  const t = Math.min(1, by - 1);
  return [r + (1 - r) * t, g + (1 - g) * t, b + (1 - b) * t];
}

/** Colours around the orange-blue axis on which natural images vary most, about one theme for the scene. */
export function createPalette(random: Random): Palette {
  const theme = random.uniform() < 0.6 ? -0.9 : 2.2;
  const spread = 0.3 + 1.2 * random.uniform();
  const saturation = 0.03 + 0.1 * random.uniform();
  const hue = (): number => theme + (random.uniform() < 0.25 ? Math.PI : 0) + spread * random.normal();
  return {
    pick: () => fromLuma(0.08 + 0.84 * random.uniform(), hue(), saturation * Math.abs(random.normal())),
    accent: () =>
      fromLuma(0.25 + 0.5 * random.uniform(), 2 * Math.PI * random.uniform(), 0.08 + 0.2 * random.uniform()),
  };
}
