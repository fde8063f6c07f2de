import { fill, paint } from '../canvas';
import { anySurface, bricks, flat, gradient, textured } from '../materials';
import { fromLuma, shade } from '../palette';
import { box, capsule } from '../shapes';
import { randomWord, textLength, writeText } from '../strokeFont';
import { between, chance, type Scene, type Stage } from './stage';

/** A brick or plaster wall with windows, pipes and painted words. */
export const wall: Scene = (stage) => {
  const { canvas, random, palette, fields, unit } = stage;
  const height = between(stage, 4, 9) * unit;
  const colour = fromLuma(between(stage, 0.25, 0.65), between(stage, -0.9, 0), between(stage, 0.02, 0.13));
  const base = chance(stage, 0.75)
    ? bricks(
        colour,
        shade(colour, between(stage, 0.5, 1.5)),
        height * between(stage, 2, 3),
        height,
        between(stage, 0.6, 1.4) * unit,
      )
    : gradient(colour, shade(colour, 0.7), 0, 0, between(stage, 0, 3), canvas.width);
  fill(
    canvas,
    textured(random, textured(random, base, fields[0], { contrast: 0.13 }), fields[2], {
      contrast: 0.14,
      zoom: 2,
    }),
  );
  for (let i = random.integer(4); i > 0; i--) {
    opening(stage, between(stage, 0.1, 0.9) * canvas.width, between(stage, 0.1, 0.9) * canvas.height);
  }
  for (let i = 1 + random.integer(4); i > 0; i--) {
    const word = randomWord(random);
    const size = between(stage, 6, 26) * unit;
    const [x, y] = [
      between(stage, 0, 0.8) * canvas.width - 0.2 * textLength(word, size),
      between(stage, 0.05, 0.9) * canvas.height,
    ];
    const paintwork = textured(random, flat(palette.accent()), fields[1], { contrast: 0.1 });
    const style = {
      height: size,
      angle: between(stage, -0.3, 0.3),
      slant: between(stage, 0, 0.4),
      opacity: between(stage, 0.8, 1),
    };
    if (chance(stage, 0.4))
      writeText(canvas, word, x, y, flat([0.05, 0.05, 0.07]), { ...style, weight: 0.3 });
    writeText(canvas, word, x, y, paintwork, { ...style, weight: between(stage, 0.1, 0.2) });
  }
  for (let i = random.integer(3); i > 0; i--) {
    const x = between(stage, 0, canvas.width);
    const width = between(stage, 2, 5) * unit;
    const metal = shade(palette.pick(), 0.8);
    const pipe = gradient(shade(metal, 1.4), shade(metal, 0.4), x - width / 2, 0, 0, width);
    paint(canvas, capsule(x + width, 0, x + width, canvas.height, width * 1.3), flat([0, 0, 0]), {
      softness: 3 * unit,
      opacity: 0.35,
    });
    paint(canvas, capsule(x, 0, x, canvas.height, width), pipe);
  }
};

function opening(stage: Stage, x: number, y: number): void {
  const { canvas, random, palette, fields, unit } = stage;
  const [width, height] = [between(stage, 24, 50) * unit, between(stage, 30, 60) * unit];
  const frame = shade(palette.pick(), 1.3);
  paint(
    canvas,
    box(x, y, width + 6 * unit, height + 6 * unit),
    textured(random, flat(frame), fields[1], { contrast: 0.05 }),
  );
  const glass = gradient(
    shade(palette.pick(), 0.5),
    [0.75, 0.85, 0.95],
    x - width / 2,
    y + height / 2,
    -0.9,
    width * 1.6,
  );
  paint(
    canvas,
    box(x, y, width, height),
    chance(stage, 0.6) ? glass : anySurface(random, palette.pick(), fields, width / 3),
  );
  const bars = 1 + random.integer(3);
  for (let i = 1; i <= bars; i++) {
    const offset = (i / (bars + 1) - 0.5) * width;
    paint(canvas, box(x + offset, y, 1.4 * unit, height), flat(frame));
    paint(canvas, box(x, y + (offset * height) / width, width, 1.4 * unit), flat(frame));
  }
}
