import type { Random } from '../../random';
import type { Material } from './canvas';
import type { Field } from './noise';
import { type Colour, shade } from './palette';

export const flat =
  ([r, g, b]: Colour): Material =>
  (_x, _y, out) => {
    out[0] = r;
    out[1] = g;
    out[2] = b;
  };

/** From one colour to another along a direction, over `length` pixels from the start. */
export function gradient(
  from: Colour,
  to: Colour,
  x0: number,
  y0: number,
  angle: number,
  length: number,
): Material {
  const [c, s] = [Math.cos(angle) / length, Math.sin(angle) / length];
  return mix(from, to, (x, y) => (x - x0) * c + (y - y0) * s);
}

/** Mixes two colours by a weight that is clipped to [0, 1]. */
export function mix(from: Colour, to: Colour, weight: (x: number, y: number) => number): Material {
  return (x, y, out) => {
    const t = Math.min(1, Math.max(0, weight(x, y)));
    for (let c = 0; c < 3; c++) out[c] = from[c]! * (1 - t) + to[c]! * t;
  };
}

/** Multiplies another material by 1 + contrast * field, with a rotated and scaled view of the field. */
export function textured(
  random: Random,
  base: Material,
  field: Field,
  { contrast = 0.1, zoom = 1 }: { contrast?: number; zoom?: number } = {},
): Material {
  const angle = 2 * Math.PI * random.uniform();
  const [c, s] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
  const [dx, dy] = [256 * random.uniform(), 256 * random.uniform()];
  return (x, y, out) => {
    base(x, y, out);
    const gain = Math.max(0, 1 + contrast * field(dx + x * c + y * s, dy + y * c - x * s));
    for (let i = 0; i < 3; i++) out[i] = Math.min(1, out[i]! * gain);
  };
}

/** Stripes of a period in pixels; `sharpness` 1 is a sine, more is a square wave with antialiased edges. */
export function stripes(a: Colour, b: Colour, period: number, angle: number, sharpness: number): Material {
  const [c, s] = [(2 * Math.PI * Math.cos(angle)) / period, (2 * Math.PI * Math.sin(angle)) / period];
  const gain = Math.min(sharpness, period / 4);
  return mix(a, b, (x, y) => 0.5 + 0.5 * gain * Math.sin(x * c + y * s));
}

/** A checkerboard with squares of half the period. */
export function checker(a: Colour, b: Colour, period: number, angle: number): Material {
  const [c, s] = [(2 * Math.PI * Math.cos(angle)) / period, (2 * Math.PI * Math.sin(angle)) / period];
  return mix(a, b, (x, y) => 0.5 + (period / 4) * Math.sin(x * c + y * s) * Math.sin(y * c - x * s));
}

/** Bricks with mortar between them; every brick has its own brightness. */
export function bricks(
  brick: Colour,
  mortar: Colour,
  width: number,
  height: number,
  joint: number,
): Material {
  return (x, y, out) => {
    const row = Math.floor(y / height);
    const shifted = x / width + (row & 1) / 2;
    const column = Math.floor(shifted);
    const edge = Math.min(
      Math.min(shifted - column, column + 1 - shifted) * width,
      Math.min(y / height - row, row + 1 - y / height) * height,
    );
    const inside = Math.min(1, Math.max(0, edge - joint / 2 + 0.5));
    const tone = 0.75 + 0.5 * hash(row, column);
    for (let c = 0; c < 3; c++) out[c] = Math.min(1, mortar[c]! * (1 - inside) + brick[c]! * tone * inside);
  };
}

/** Lit like a ball: bright towards the light, dark at the far rim. */
export function shaded(base: Material, cx: number, cy: number, radius: number, light: number): Material {
  const [lx, ly] = [Math.cos(light), Math.sin(light)];
  return (x, y, out) => {
    base(x, y, out);
    const u = (x - cx) / radius;
    const v = (y - cy) / radius;
    const depth = Math.sqrt(Math.max(0, 1 - u * u - v * v));
    const gain = 0.35 + 0.65 * Math.max(0, 0.6 * (u * lx + v * ly) + 0.8 * depth) + 0.1 * depth;
    for (let c = 0; c < 3; c++) out[c] = Math.min(1, out[c]! * gain);
  };
}

/** A surface as photographs are full of: noise, with stripes, squares or bricks now and then. */
export function anySurface(random: Random, colour: Colour, fields: readonly Field[], size: number): Material {
  const field = fields[random.integer(fields.length)]!;
  const other = shade(
    colour,
    random.uniform() < 0.5 ? 0.3 + 0.5 * random.uniform() : 1.2 + 0.5 * random.uniform(),
  );
  const angle = Math.PI * random.uniform();
  const period = 3 + (size / 3) * random.uniform() ** 2;
  const kind = random.uniform();
  const base =
    kind < 0.55
      ? gradient(colour, other, 0, 0, angle, size * 4)
      : kind < 0.75
        ? stripes(colour, other, period, angle, 1 + 8 * random.uniform())
        : kind < 0.87
          ? checker(colour, other, period * 1.5, angle)
          : bricks(colour, other, 8 + period * 2, 5 + period, 1.5);
  return textured(random, base, field, {
    contrast: 0.25 * random.uniform() ** 2 + 0.02,
    zoom: 0.7 + 2 * random.uniform(),
  });
}

/** Uniform in [0, 1) from two integers. */
export function hash(a: number, b: number): number {
  let h = Math.imul(a, 0x27d4eb2d) ^ Math.imul(b, 0x165667b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}
