import { fill, paint } from '../canvas';
import { anySurface, flat, gradient, hash, mix, textured } from '../materials';
import { type Colour, fromLuma, shade } from '../palette';
import { box, capsule } from '../shapes';
import { randomWord, textLength, writeText } from '../strokeFont';
import { between, chance, type Scene, type Stage } from './stage';

/** Buildings with rows of windows under a cloudy sky, with signs, masts and wires. */
export const skyline: Scene = (stage) => {
  const { canvas, random, fields, unit } = stage;
  const night = chance(stage, 0.25);
  const high = fromLuma(night ? 0.08 : between(stage, 0.45, 0.7), 2.2, 0.12);
  const low = fromLuma(night ? 0.25 : between(stage, 0.75, 0.95), chance(stage, 0.4) ? -0.6 : 2.2, 0.05);
  const sky = gradient(high, low, 0, 0, Math.PI / 2, canvas.height * 0.7);
  fill(canvas, textured(random, sky, fields[2], { contrast: night ? 0.3 : 0.1, zoom: 1.6 }));
  for (const depth of [0.35, 0.65, 1]) {
    let x = between(stage, -30, 0) * unit;
    while (x < canvas.width) {
      const width = between(stage, 18, 55) * unit * (0.6 + 0.4 * depth);
      const top = canvas.height * between(stage, 0.05, 0.75 - 0.25 * depth + 0.15);
      building(stage, x, top, width, depth, night);
      x += width * between(stage, 0.9, depth < 1 ? 1.3 : 1.8);
    }
  }
  for (let i = random.integer(4); i > 0; i--) {
    const [y0, y1] = [between(stage, 0, canvas.height), between(stage, 0, canvas.height)];
    paint(
      canvas,
      capsule(0, y0, canvas.width, y1, between(stage, 0.5, 1.4) * unit),
      flat([0.07, 0.07, 0.08]),
    );
  }
};

function building(
  stage: Stage,
  left: number,
  top: number,
  width: number,
  depth: number,
  night: boolean,
): void {
  const { canvas, random, palette, fields, unit } = stage;
  const wall = shade(palette.pick(), night ? 0.35 : 0.55 + 0.45 * depth);
  const bottom = canvas.height;
  const centre = left + width / 2;
  const front = box(centre, (top + bottom) / 2, width, bottom - top);
  paint(canvas, front, textured(random, flat(wall), fields[1], { contrast: 0.07 }));
  paint(canvas, box(centre, top, width + 2 * unit, 1.5 * unit), flat(shade(wall, 1.3)));
  if (chance(stage, 0.4)) {
    const mast = left + width * between(stage, 0.2, 0.8);
    paint(
      canvas,
      capsule(mast, top, mast, top - between(stage, 6, 24) * unit, 0.9 * unit),
      flat(shade(wall, 0.5)),
    );
  }
  windows(stage, front, wall, night);
  if (chance(stage, 0.5 * depth)) {
    const word = randomWord(random);
    const height = Math.min(between(stage, 5, 11) * unit, (width * 4.5) / (word.length * 5.6));
    const length = textLength(word, height);
    const y = top + between(stage, 4, 30) * unit;
    paint(
      canvas,
      box(centre, y + height / 2, length + height, height * 1.9, 0, unit),
      flat(palette.accent()),
    );
    const ink: Colour = chance(stage, 0.7) ? [0.96, 0.95, 0.9] : [0.08, 0.08, 0.1];
    writeText(canvas, word, centre - length / 2, y, flat(ink), { height, weight: between(stage, 0.1, 0.2) });
  }
}

function windows(stage: Stage, front: ReturnType<typeof box>, wall: Colour, night: boolean): void {
  const { canvas, random, fields, unit } = stage;
  const stepX = between(stage, 4, 9) * unit;
  const stepY = between(stage, 5, 11) * unit;
  const share = [between(stage, 0.4, 0.8), between(stage, 0.4, 0.75)] as const;
  const margin = 2 * unit;
  const [left, top] = [front.left + margin, front.top + margin];
  const columns = Math.floor((front.right - front.left - 2 * margin) / stepX);
  const salt = random.integer(1000);
  const glass = mix(shade(wall, 0.35), night ? [1, 0.86, 0.5] : [0.7, 0.8, 0.9], (x, y) => {
    const lit = hash(Math.floor((x - left) / stepX) + salt, Math.floor((y - top) / stepY));
    return night ? (lit > 0.6 ? 1 : 0.05) : lit * 0.8;
  });
  // One shape for the whole grid: distance to the nearest window.
  const grid = {
    ...front,
    distance: (x: number, y: number): number => {
      const [u, v] = [(x - left) / stepX, (y - top) / stepY];
      if (u < 0 || v < 0 || u >= columns) return 1e6;
      const dx = Math.abs(u - Math.floor(u) - 0.5) - share[0] / 2;
      const dy = Math.abs(v - Math.floor(v) - 0.5) - share[1] / 2;
      return Math.max(dx * stepX, dy * stepY);
    },
  };
  paint(canvas, grid, chance(stage, 0.8) ? glass : anySurface(random, shade(wall, 0.6), fields, 10 * unit));
}
