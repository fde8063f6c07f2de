import { fill, type Material, paint } from '../canvas';
import { anySurface, checker, flat, gradient, mix, stripes, textured } from '../materials';
import type { Colour } from '../palette';
import { box, capsule } from '../shapes';
import { randomWord, writeText } from '../strokeFont';
import { between, chance, type Scene, type Stage } from './stage';

/** A patchwork of test patterns: gratings, checkers, stars, rings, fans of lines, text and ramps. */
export const chart: Scene = (stage) => {
  const { canvas, random, palette, fields, unit } = stage;
  const cell = between(stage, 34, 60) * unit;
  const tilt = between(stage, -0.3, 0.3);
  fill(canvas, textured(random, flat(palette.pick()), fields[2], { contrast: 0.1 }));
  const [c, s] = [Math.cos(tilt), Math.sin(tilt)];
  const reach = Math.ceil(canvas.width / cell);
  for (let row = -reach; row <= reach; row++) {
    for (let column = -reach; column <= reach; column++) {
      const x = canvas.width / 2 + cell * (column * c - row * s);
      const y = canvas.height / 2 + cell * (column * s + row * c);
      if (x > -cell && y > -cell && x < canvas.width + cell && y < canvas.height + cell)
        patch(stage, x, y, cell, tilt);
    }
  }
};

function patch(stage: Stage, x: number, y: number, cell: number, tilt: number): void {
  const { canvas, random, palette, fields, unit } = stage;
  const grey = chance(stage, 0.4);
  const [a, b]: [Colour, Colour] = grey
    ? [
        [0.06, 0.06, 0.06],
        [0.94, 0.94, 0.94],
      ]
    : [palette.pick(), chance(stage, 0.5) ? palette.accent() : palette.pick()];
  const square = box(x, y, cell * 0.96, cell * 0.96, tilt, chance(stage, 0.3) ? cell * 0.15 : 0);
  const angle = between(stage, 0, Math.PI);
  const period = between(stage, 1.8, 9) * unit;
  const kind = random.integer(8);
  if (kind >= 6) {
    paint(canvas, square, flat(b));
    if (kind === 6) fan(stage, x, y, cell, flat(a));
    else
      for (let line = -3; line < 3; line++) {
        const style = { height: cell * 0.11, weight: 0.14, angle: tilt };
        const [u, v] = [-cell * 0.44, line * cell * 0.15];
        const [tx, ty] = [
          x + u * Math.cos(tilt) - v * Math.sin(tilt),
          y + u * Math.sin(tilt) + v * Math.cos(tilt),
        ];
        writeText(canvas, `${randomWord(random)} ${randomWord(random)}`.slice(0, 8), tx, ty, flat(a), style);
      }
    return;
  }
  const materials: Material[] = [
    stripes(a, b, period, angle, 6),
    chirp(a, b, x, y, cell, angle),
    checker(a, b, period * 1.5, angle),
    star(a, b, x, y, 8 + 4 * random.integer(5)),
    mix(a, b, (px, py) => 0.5 + (period / 4) * Math.sin((2 * Math.PI * Math.hypot(px - x, py - y)) / period)),
    chance(stage, 0.5)
      ? gradient(a, b, x - cell / 2, y - cell / 2, Math.PI / 4, cell * 1.4)
      : anySurface(random, a, fields, cell / 2),
  ];
  paint(canvas, square, materials[kind]!);
}

/** A grating whose period falls from 14 to 3 pixels across the cell. */
function chirp(a: Colour, b: Colour, x: number, y: number, cell: number, angle: number): Material {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return mix(a, b, (px, py) => {
    const t = ((px - x) * c + (py - y) * s) / cell + 0.7;
    return 0.5 + 0.5 * Math.sin(2 * Math.PI * cell * t * (1 / 14 + (1 / 3 - 1 / 14) * 0.36 * t));
  });
}

/** A Siemens star, whose spokes blur to grey where they are finer than a pixel. */
function star(a: Colour, b: Colour, x: number, y: number, spokes: number): Material {
  return mix(a, b, (px, py) => {
    const radius = Math.hypot(px - x, py - y);
    const spokeWidth = (Math.PI * radius) / spokes;
    return (
      0.5 + Math.min(1, spokeWidth / 2) * (spokeWidth / 2) * Math.sin(spokes * Math.atan2(py - y, px - x))
    );
  });
}

function fan(stage: Stage, x: number, y: number, cell: number, ink: Material): void {
  const thickness = between(stage, 0.5, 1.5) * stage.unit;
  const r = cell * 0.45;
  for (let a = 0; a < Math.PI; a += Math.PI / 12) {
    const [dx, dy] = [r * Math.cos(a), r * Math.sin(a)];
    paint(stage.canvas, capsule(x - dx, y - dy, x + dx, y + dy, thickness), ink);
  }
}
