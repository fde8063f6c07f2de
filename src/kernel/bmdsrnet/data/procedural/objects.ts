import { type Canvas, createCanvas, paint } from './canvas';
import { anySurface, flat, shaded, textured } from './materials';
import { shade } from './palette';
import { between, chance, type Stage } from './scenes/stage';
import { blob, box, ellipse, ring } from './shapes';
import { randomWord, textLength, writeText } from './strokeFont';
import { gather } from './warp';

/** Something that moves by itself: a picture with transparency, and its place in frame pixels over time. */
export interface MovingObject {
  /** Gathered, in premultiplied RGBA. */
  sprite: Canvas;
  /** Centre relative to the frame's centre, and rotation, at a time from -0.5 to 0.5. */
  at(time: number): { x: number; y: number; rotation: number };
}

/**
 * An object that moves up to twice as far as `travel` pixels in the window, along a slightly bent path.
 * @param stage its canvas is not painted on: the object has its own
 */
export function movingObject(stage: Stage, width: number, height: number, travel: number): MovingObject {
  const size = between(stage, 0.12, 0.35) * Math.min(width, height);
  const canvas = createCanvas(Math.ceil(size * 2 * stage.unit), Math.ceil(size * 2 * stage.unit));
  const painters = [ball, sign, cart, kite];
  painters[stage.random.integer(painters.length)]!({ ...stage, canvas }, (size / 2) * stage.unit);
  const [x, y] = [between(stage, -0.45, 0.45) * width, between(stage, -0.45, 0.45) * height];
  const direction = between(stage, 0, 2 * Math.PI);
  const distance = travel * between(stage, 0.5, 2);
  const bend = travel * between(stage, -1, 1);
  const rotation = chance(stage, 0.5) ? between(stage, -0.4, 0.4) : 0;
  const spin = chance(stage, 0.4) ? (travel / size) * between(stage, -1.5, 1.5) : 0;
  return {
    sprite: gather(canvas),
    at: (time) => {
      const [along, across] = [distance * time, bend * time * time];
      return {
        x: x + along * Math.cos(direction) - across * Math.sin(direction),
        y: y + along * Math.sin(direction) + across * Math.cos(direction),
        rotation: rotation + spin * time,
      };
    },
  };
}

/** Paints an object of about the given radius in the middle of the stage's canvas. */
type ObjectPainter = (stage: Stage, radius: number) => void;

const ball: ObjectPainter = (stage, radius) => {
  const { canvas, random, palette, fields } = stage;
  const centre = canvas.width / 2;
  const surface = anySurface(random, palette.accent(), fields, radius);
  paint(
    canvas,
    ellipse(centre, centre, radius, radius),
    shaded(surface, centre, centre, radius, between(stage, 3, 6)),
  );
};

const sign: ObjectPainter = (stage, radius) => {
  const { canvas, random, palette, fields, unit } = stage;
  const centre = canvas.width / 2;
  const board = box(centre, centre, radius * 2.4, radius * 1.5, 0, 2 * unit);
  const colour = palette.accent();
  paint(canvas, board, textured(random, flat(colour), fields[1], { contrast: 0.08 }));
  paint(canvas, ring(board, 1.2 * unit), flat([0.95, 0.95, 0.92]));
  for (const [line, height] of [
    [-0.45, 0.5],
    [0.2, 0.32],
  ] as const) {
    const word = randomWord(random).slice(0, 5);
    const capital = Math.min(height * radius, (2 * radius * 6) / (word.length * 5.6));
    const style = { height: capital, weight: 0.16 };
    writeText(
      canvas,
      word,
      centre - textLength(word, capital) / 2,
      centre + line * radius,
      flat([0.97, 0.96, 0.9]),
      style,
    );
  }
};

const cart: ObjectPainter = (stage, radius) => {
  const { canvas, palette, unit } = stage;
  const centre = canvas.width / 2;
  const colour = palette.accent();
  paint(canvas, box(centre, centre, radius * 2.6, radius * 0.8, 0, radius * 0.2), flat(colour));
  paint(
    canvas,
    box(centre - radius * 0.1, centre - radius * 0.55, radius * 1.5, radius * 0.6, 0, radius * 0.2),
    flat(shade(colour, 0.85)),
  );
  for (const side of [-0.45, 0.25]) {
    paint(
      canvas,
      box(centre + side * radius, centre - radius * 0.5, radius * 0.6, radius * 0.4, 0, unit),
      flat([0.65, 0.8, 0.9]),
    );
  }
  for (const side of [-0.75, 0.75]) {
    paint(
      canvas,
      ellipse(centre + side * radius, centre + radius * 0.42, radius * 0.32, radius * 0.32),
      flat([0.08, 0.08, 0.09]),
    );
    paint(
      canvas,
      ellipse(centre + side * radius, centre + radius * 0.42, radius * 0.14, radius * 0.14),
      flat([0.75, 0.75, 0.78]),
    );
  }
};

const kite: ObjectPainter = (stage, radius) => {
  const { canvas, random, palette, fields } = stage;
  const centre = canvas.width / 2;
  const waves = [0.12, 0.1].map((amount) => [amount, between(stage, 0, 6)] as [number, number]);
  const outline = blob(centre, centre, radius, waves);
  paint(canvas, outline, anySurface(random, palette.pick(), fields, radius));
};
