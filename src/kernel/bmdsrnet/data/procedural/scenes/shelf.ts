import { fill, paint } from '../canvas';
import { anySurface, flat, gradient, textured } from '../materials';
import { shade } from '../palette';
import { box, ellipse } from '../shapes';
import { randomWord, writeText } from '../strokeFont';
import { between, chance, type Scene, type Stage } from './stage';

/** Shelves of books: many vertical edges, colours side by side, text along the spines. */
export const shelf: Scene = (stage) => {
  const { canvas, random, fields, unit } = stage;
  fill(canvas, textured(random, flat([0.09, 0.07, 0.06]), fields[1], { contrast: 0.3 }));
  const tilt = between(stage, -0.05, 0.05);
  const storey = between(stage, 50, 80) * unit;
  for (let floor = between(stage, 0.4, 1) * storey; floor < canvas.height + storey; floor += storey) {
    let x = between(stage, -10, 0) * unit;
    while (x < canvas.width) {
      const width = between(stage, 5, 17) * unit;
      if (chance(stage, 0.92))
        book(stage, x + width / 2, floor + tilt * x, width, storey * between(stage, 0.6, 0.88));
      x += width * 1.02;
    }
    const wood = textured(random, flat([0.45, 0.31, 0.19]), fields[0], { contrast: 0.15, zoom: 2 });
    paint(
      canvas,
      box(
        canvas.width / 2,
        floor + 2.5 * unit + (tilt * canvas.width) / 2,
        canvas.width * 1.3,
        5 * unit,
        tilt,
      ),
      wood,
    );
  }
};

function book(stage: Stage, x: number, floor: number, width: number, height: number): void {
  const { canvas, random, palette, fields, unit } = stage;
  const colour = chance(stage, 0.35) ? palette.accent() : palette.pick();
  const lean = chance(stage, 0.15) ? between(stage, -0.12, 0.12) : 0;
  const y = floor - height / 2;
  const round = gradient(shade(colour, 1.15), shade(colour, 0.6), x - width / 2, 0, 0, width);
  const cover = chance(stage, 0.2) ? anySurface(random, colour, fields, width * 2) : round;
  paint(
    canvas,
    box(x, y, width * 0.96, height, lean, unit),
    textured(random, cover, fields[0], { contrast: 0.06 }),
  );
  const ink = flat(shade(colour, colour[1] > 0.5 ? 0.2 : 1.8));
  for (const end of [-0.43, 0.42]) {
    paint(canvas, box(x, y + end * height, width * 0.96, between(stage, 0.8, 2) * unit, lean), ink);
  }
  const size = Math.min(width * 0.55, 9 * unit);
  const word = `${randomWord(random)} ${randomWord(random)}`.slice(
    0,
    Math.floor((height * 0.75) / (size * 0.93)),
  );
  const style = { height: size, weight: between(stage, 0.1, 0.2), angle: Math.PI / 2 };
  writeText(canvas, word, x + size / 2, y - height * 0.36, ink, style);
  if (chance(stage, 0.2))
    paint(canvas, ellipse(x, y + height * 0.34, width * 0.3, width * 0.3), flat(palette.accent()));
}
