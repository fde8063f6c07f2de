import { fill, paint } from '../canvas';
import { flat, mix, textured } from '../materials';
import { fromLuma, shade } from '../palette';
import { capsule, ellipse, leaf } from '../shapes';
import { between, chance, type Scene } from './stage';

/** Leaves, twigs and flowers, dark behind and bright in front. */
export const foliage: Scene = (stage) => {
  const { canvas, random, palette, fields, unit } = stage;
  const hue = between(stage, 3.3, 4.4);
  const green = (luma: number): ReturnType<typeof fromLuma> =>
    fromLuma(luma, hue + 0.15 * random.normal(), 0.05 + 0.09 * random.uniform());
  fill(
    canvas,
    textured(
      random,
      mix(green(0.12), green(0.3), (_x, y) => y / canvas.height),
      fields[1],
      { contrast: 0.4 },
    ),
  );
  const size = between(stage, 6, 26) * unit;
  const sunlight = between(stage, 0.35, 0.75);
  const direction = between(stage, 0, 2 * Math.PI);
  const spread = between(stage, 0.4, 3);
  const count = Math.min(1400, Math.round((2.5 * canvas.width * canvas.height) / (size * size * 0.4)));
  for (let i = 0; i < count; i++) {
    const depth = i / count;
    const x = between(stage, 0, canvas.width);
    const y = between(stage, 0, canvas.height);
    const length = size * (0.5 + 0.9 * depth) * between(stage, 0.6, 1.4);
    const angle = direction + spread * random.normal();
    if (chance(stage, 0.08)) {
      const twig = fromLuma(0.1 + 0.25 * depth, 0, 0.04);
      const [dx, dy] = [Math.cos(angle) * length * 2, Math.sin(angle) * length * 2];
      paint(canvas, capsule(x, y, x + dx, y + dy, between(stage, 0.6, 1.8) * unit), flat(twig));
    }
    const colour = green(0.1 + sunlight * depth * between(stage, 0.4, 1.3));
    const width = length * between(stage, 0.25, 0.5);
    const [nx, ny] = [-Math.sin(angle), Math.cos(angle)];
    // Two halves of different brightness and a pale midrib.
    const surface = mix(
      shade(colour, 0.75),
      shade(colour, 1.08),
      (px, py) => 0.5 + ((px - x) * nx + (py - y) * ny) * 0.7,
    );
    paint(canvas, leaf(x, y, length, width, angle), textured(random, surface, fields[0], { contrast: 0.08 }));
    if (length > 9 * unit) {
      const [hx, hy] = [Math.cos(angle) * length * 0.42, Math.sin(angle) * length * 0.42];
      paint(canvas, capsule(x - hx, y - hy, x + hx, y + hy, 0.5 * unit), flat(shade(colour, 1.25)), {
        opacity: 0.7,
      });
    }
  }
  const petals = palette.accent();
  for (let i = random.integer(14); i > 0; i--) {
    const [x, y, r] = [
      between(stage, 0, canvas.width),
      between(stage, 0, canvas.height),
      between(stage, 2, 5) * unit,
    ];
    for (let k = 0; k < 5; k++) {
      const a = (2 * Math.PI * k) / 5 + r;
      paint(
        canvas,
        ellipse(x + r * Math.cos(a), y + r * Math.sin(a), r * 0.8, r * 0.5, a),
        flat(shade(petals, 0.8 + 0.1 * k)),
      );
    }
    paint(canvas, ellipse(x, y, r * 0.5, r * 0.5), flat([0.9, 0.75, 0.2]));
  }
};
