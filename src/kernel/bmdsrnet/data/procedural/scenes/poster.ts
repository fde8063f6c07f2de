import { fill, paint } from '../canvas';
import { anySurface, flat, stripes, textured } from '../materials';
import type { Colour } from '../palette';
import { box, capsule, ellipse, ring } from '../shapes';
import { randomWord, textLength, writeText } from '../strokeFont';
import { between, chance, type Scene, type Stage } from './stage';

/** Printed pages: headlines, columns of small text, pictures and rules, slightly turned. */
export const poster: Scene = (stage) => {
  const { canvas, random, palette, fields, unit } = stage;
  fill(canvas, anySurface(random, palette.pick(), fields, 60 * unit));
  const sheets = 1 + random.integer(3);
  for (let i = 0; i < sheets; i++) {
    const width = canvas.width * between(stage, 0.55, 1.1);
    const height = canvas.height * between(stage, 0.55, 1.1);
    sheet(
      stage,
      between(stage, 0.3, 0.7) * canvas.width,
      between(stage, 0.3, 0.7) * canvas.height,
      width,
      height,
    );
  }
};

function sheet(stage: Stage, cx: number, cy: number, width: number, height: number): void {
  const { canvas, random, palette, fields, unit } = stage;
  const angle = between(stage, -0.25, 0.25);
  const dark = chance(stage, 0.3);
  const paper: Colour = dark ? [0.12, 0.13, 0.17] : [0.95, 0.94, between(stage, 0.84, 0.95)];
  const ink: Colour = dark ? [0.93, 0.92, 0.86] : [0.1, 0.1, 0.14];
  const shift = 3 * unit;
  paint(canvas, box(cx + shift, cy + shift, width, height, angle), flat([0, 0, 0]), {
    softness: 6 * unit,
    opacity: 0.4,
  });
  paint(
    canvas,
    box(cx, cy, width, height, angle),
    textured(random, flat(paper), fields[1], { contrast: 0.02 }),
  );
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const place = (u: number, v: number): [number, number] => [cx + u * c - v * s, cy + u * s + v * c];
  const margin = 7 * unit;
  const left = -width / 2 + margin;
  const inner = width - 2 * margin;
  let v = -height / 2 + margin;
  const line = (size: number, colour: Colour, weight: number): void => {
    let text = randomWord(random);
    for (let word = text; textLength(text, size) < inner; word = randomWord(random)) text += ` ${word}`;
    const fitting = text.slice(0, Math.max(1, Math.floor((inner / (size / 6) + 1.6) / 5.6)));
    writeText(canvas, fitting, ...place(left, v), flat(colour), { height: size, weight, angle });
    v += size * 1.6;
  };
  while (v < height / 2 - margin) {
    const kind = random.uniform();
    if (kind < 0.25)
      line(
        between(stage, 9, 22) * unit,
        chance(stage, 0.5) ? palette.accent() : ink,
        between(stage, 0.12, 0.22),
      );
    else if (kind < 0.7) {
      const size = between(stage, 3.5, 7) * unit;
      for (let n = 1 + random.integer(5); n > 0 && v < height / 2 - margin; n--) line(size, ink, 0.13);
    } else if (kind < 0.8) {
      paint(
        canvas,
        capsule(...place(left, v), ...place(left + inner, v), between(stage, 0.5, 2) * unit),
        flat(ink),
      );
      v += 4 * unit;
    } else {
      picture(stage, ...place(0, v + 16 * unit), inner * between(stage, 0.5, 1), 30 * unit, angle);
      v += 36 * unit;
    }
  }
}

function picture(stage: Stage, x: number, y: number, width: number, height: number, angle: number): void {
  const { canvas, random, palette, fields, unit } = stage;
  paint(canvas, box(x, y, width, height, angle), anySurface(random, palette.accent(), fields, height));
  const disc = ellipse(x, y, height * 0.35, height * 0.35);
  const period = between(stage, 2, 6) * unit;
  paint(canvas, disc, stripes(palette.pick(), palette.pick(), period, between(stage, 0, Math.PI), 4));
  paint(canvas, ring(disc, 1.5 * unit), flat([0.95, 0.95, 0.95]));
}
