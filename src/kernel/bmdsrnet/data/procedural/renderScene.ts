import { createRandom } from '../../random';
import { FRAME_COUNT, type RgbImage } from '../../types';
import { cameraPath } from './camera';
import { createCanvas } from './canvas';
import { fractalField } from './noise';
import { movingObject } from './objects';
import { createPalette } from './palette';
import { type Stage, scenes } from './scenes';
import { develop, expose, gather, overlay, soften } from './warp';

/** Painted pixels per frame pixel: edges keep detail when the camera moves by parts of a pixel. */
const UNIT = 2;

/** Of `renderScene`. */
export interface SceneOptions {
  /** Decides everything: kind of scene, colours, text, camera and objects. */
  seed: number;
  /** Frame size in pixels. */
  width: number;
  height: number;
  /** Default 7. */
  frames?: number;
  /** Least and greatest path of the picture over the window in pixels; drawn log-uniformly. Default [1, 6]. */
  travel?: readonly [least: number, greatest: number];
}

/**
 * Draws consecutive sharp frames of an invented scene: textures with the spectrum of natural images, structures
 * with edges at all angles, and text, seen by a shaking camera, with up to three objects that move by themselves.
 * @returns frames in time order, multiples of 1/255
 */
export function renderScene({
  seed,
  width,
  height,
  frames = FRAME_COUNT,
  travel = [1, 6],
}: SceneOptions): RgbImage[] {
  const random = createRandom(seed);
  const [least, greatest] = travel;
  const distance = least * (greatest / least) ** random.uniform();
  const poses = cameraPath(random.fork(1), width, height, frames, distance);
  const margin = Math.ceil(distance) + 4;
  const stage: Stage = {
    canvas: createCanvas((width + 2 * margin) * UNIT, (height + 2 * margin) * UNIT),
    random: random.fork(2),
    palette: createPalette(random.fork(3)),
    fields: [
      fractalField(random.fork(4), 0.95),
      fractalField(random.fork(5), 0.75),
      fractalField(random.fork(6), 0.45),
    ],
    unit: UNIT,
  };
  scenes[random.integer(scenes.length)]!(stage);
  soften(stage.canvas, random.integer(4));
  const background = gather(stage.canvas);
  const count = random.uniform() < 0.3 ? 0 : 1 + random.integer(3);
  const objects = Array.from({ length: count }, (_, i) =>
    movingObject({ ...stage, random: random.fork(7, i) }, width, height, distance),
  );
  return poses.map((pose, i) => {
    const time = frames > 1 ? i / (frames - 1) - 0.5 : 0;
    const frame = expose(background, pose, width, height, UNIT);
    for (const { sprite, at } of objects) overlay(frame, sprite, at(time), UNIT);
    return develop(frame);
  });
}
