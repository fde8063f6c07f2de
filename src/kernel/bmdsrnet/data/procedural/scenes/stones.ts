import { fill, paint, type Shape } from '../canvas';
import { anySurface, flat, shaded } from '../materials';
import { blob, box, ellipse, regularPolygon } from '../shapes';
import { between, chance, type Scene, type Stage } from './stage';

/**
 * Dead leaves (Lee, Mumford and Huang 2001): textured shapes with power-law sizes that hide each other, which
 * has the edge and scale statistics of natural images.
 */
export const stones: Scene = (stage) => {
  const { canvas, random, palette, fields, unit } = stage;
  fill(canvas, anySurface(random, palette.pick(), fields, 40 * unit));
  const lit = chance(stage, 0.5);
  const light = between(stage, 0, 2 * Math.PI);
  const smallest = between(stage, 1.5, 5) * unit;
  const largest = between(stage, 20, 60) * unit;
  let area = 2.2 * canvas.width * canvas.height;
  while (area > 0) {
    const radius = powerLaw(stage, smallest, largest);
    const x = between(stage, 0, canvas.width);
    const y = between(stage, 0, canvas.height);
    const base = anySurface(random, chance(stage, 0.06) ? palette.accent() : palette.pick(), fields, radius);
    const softness = chance(stage, 0.12) ? between(stage, 2, 6) * unit : 1.2;
    const shape = anyShape(stage, x, y, radius);
    if (lit && radius > 5 * unit) {
      const shadow = anyShadow(shape, radius * 0.25);
      paint(canvas, shadow, flat([0, 0, 0]), { softness: radius * 0.4, opacity: 0.45 });
    }
    paint(canvas, shape, lit ? shaded(base, x, y, radius * 1.3, light) : base, { softness });
    area -= Math.PI * radius * radius;
  }
};

/** Density proportional to r^-3, that of scale-invariant images. */
function powerLaw(stage: Stage, smallest: number, largest: number): number {
  const [a, b] = [smallest ** -2, largest ** -2];
  return (a - stage.random.uniform() * (a - b)) ** -0.5;
}

function anyShape(stage: Stage, x: number, y: number, radius: number): Shape {
  const angle = between(stage, 0, Math.PI);
  const kind = stage.random.uniform();
  if (kind < 0.4) return ellipse(x, y, radius, radius * between(stage, 0.4, 1), angle);
  if (kind < 0.6) return box(x, y, radius * 1.8, radius * between(stage, 0.5, 1.8), angle);
  if (kind < 0.75) return regularPolygon(x, y, radius, 3 + stage.random.integer(4), angle);
  const waves = [0.15, 0.1, 0.06].map(
    (amount) => [amount * between(stage, 0, 1), between(stage, 0, 2 * Math.PI)] as [number, number],
  );
  return blob(x, y, radius, waves);
}

function anyShadow(shape: Shape, shift: number): Shape {
  return {
    distance: (x, y) => shape.distance(x - shift, y - shift),
    left: shape.left,
    top: shape.top,
    right: shape.right + shift,
    bottom: shape.bottom + shift,
  };
}
