import { fill, paint } from '../canvas';
import { flat, gradient, textured } from '../materials';
import { fromLuma, shade } from '../palette';
import { below, box, capsule, ellipse, regularPolygon } from '../shapes';
import { between, chance, type Scene, type Stage } from './stage';

/** Ridges behind each other under a sky, with trees, a fence and grass in front. */
export const hills: Scene = (stage) => {
  const { canvas, random, palette, fields, unit } = stage;
  const warm = chance(stage, 0.4);
  const top = fromLuma(between(stage, 0.35, 0.65), 2.2, 0.1);
  const horizon = fromLuma(0.88, warm ? -0.7 : 2.2, warm ? 0.1 : 0.03);
  fill(
    canvas,
    textured(random, gradient(top, horizon, 0, 0, Math.PI / 2, canvas.height * 0.6), fields[2], {
      contrast: 0.09,
      zoom: 1.5,
    }),
  );
  const sun = between(stage, 4, 10) * unit;
  paint(
    canvas,
    ellipse(between(stage, 0, canvas.width), canvas.height * 0.2, sun, sun),
    flat([1, 0.95, 0.8]),
  );
  const ridges = 3 + random.integer(3);
  const ground = palette.pick();
  for (let i = 0; i < ridges; i++) {
    const near = (i + 1) / ridges;
    const level = canvas.height * (0.25 + 0.6 * near ** 1.3);
    const [rough, phase] = [between(stage, 4, 18) * unit, between(stage, 0, 256)];
    const height = (x: number): number => level + rough * fields[2](phase + x / (1.5 * unit), i * 37.5);
    const far = fromLuma(0.65, 2.2, 0.06);
    const colour = [0, 1, 2].map((c) => far[c]! * (1 - near) + shade(ground, 0.8)[c]! * near) as [
      number,
      number,
      number,
    ];
    const surface = textured(random, flat(colour), fields[i === 0 ? 1 : 0], {
      contrast: 0.1 + 0.25 * near,
      zoom: 0.7 + near,
    });
    paint(canvas, below(height, canvas.width, canvas.height, 1), surface);
    for (let n = random.integer(9); n > 0; n--) {
      const x = between(stage, 0, canvas.width);
      tree(stage, x, height(x) + 2 * unit, between(stage, 6, 34) * unit * near, near);
    }
    if (chance(stage, 0.35))
      house(stage, between(stage, 0.1, 0.9) * canvas.width, level, between(stage, 10, 24) * unit * near);
  }
  grass(stage);
};

function tree(stage: Stage, x: number, y: number, size: number, near: number): void {
  const { canvas, random, fields, unit } = stage;
  const colour = fromLuma(0.5 - 0.32 * near * between(stage, 0.6, 1.2), between(stage, 3.2, 4.6), 0.06);
  const crown = textured(random, flat(colour), fields[0], { contrast: 0.4 });
  paint(canvas, capsule(x, y, x, y - size * 0.4, Math.max(unit, size * 0.08)), flat([0.2, 0.14, 0.1]));
  if (chance(stage, 0.5)) {
    for (let i = 0; i < 4; i++) {
      const r = size * (0.4 - 0.07 * i);
      paint(canvas, regularPolygon(x, y - size * (0.4 + 0.22 * i), r, 3, -Math.PI / 2), crown);
    }
  } else {
    for (let i = 0; i < 7; i++) {
      const [dx, dy] = [size * 0.2 * random.normal(), size * 0.13 * random.normal()];
      paint(canvas, ellipse(x + dx, y - size * 0.65 + dy, size * 0.22, size * 0.18), crown);
    }
  }
}

function house(stage: Stage, x: number, y: number, size: number): void {
  const { canvas, palette } = stage;
  paint(canvas, box(x, y, size * 1.6, size), flat(shade(palette.pick(), 1.4)));
  for (let i = -1; i <= 1; i++)
    paint(canvas, box(x + i * size * 0.5, y, size * 0.22, size * 0.35), flat([0.15, 0.17, 0.22]));
  paint(canvas, regularPolygon(x, y - size * 0.65, size * 1.05, 3, -Math.PI / 2), flat(palette.accent()), {
    opacity: 0.95,
  });
}

function grass(stage: Stage): void {
  const { canvas, random, unit } = stage;
  const blades = 150 + random.integer(350);
  const hue = between(stage, 3.2, 4.8);
  for (let i = 0; i < blades; i++) {
    const depth = i / blades;
    const x = between(stage, 0, canvas.width);
    const y = canvas.height * between(stage, 0.8, 1.05);
    const length = between(stage, 4, 16) * unit;
    const lean = 0.4 * random.normal();
    const colour = fromLuma(0.12 + 0.5 * depth * random.uniform(), hue, 0.08);
    paint(
      canvas,
      capsule(x, y, x + lean * length, y - length, between(stage, 0.5, 1.1) * unit),
      flat(colour),
    );
  }
}
