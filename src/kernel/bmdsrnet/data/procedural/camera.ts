import type { Random } from '../../random';

/** Position of a view at one time: shift in pixels, rotation, zoom and perspective about the frame's centre. */
export interface Pose {
  shiftX: number;
  shiftY: number;
  rotation: number;
  zoom: number;
  tiltX: number;
  tiltY: number;
}

/** Where a pose sees the frame point (x, y), both relative to the centre. */
export function project(pose: Pose, x: number, y: number): [number, number] {
  const depth = 1 + pose.tiltX * x + pose.tiltY * y;
  const [c, s] = [Math.cos(pose.rotation) * (1 + pose.zoom), Math.sin(pose.rotation) * (1 + pose.zoom)];
  return [(x * c - y * s + pose.shiftX) / depth, (x * s + y * c + pose.shiftY) / depth];
}

/** A smooth function of time: a few sinusoids, none faster than about half a turn in the window. */
function drift(random: Random): (time: number) => number {
  const waves = Array.from({ length: 3 }, (_, k) => ({
    amplitude: random.normal() / (k + 1),
    turns: 0.1 + 0.25 * (k + random.uniform()),
    phase: 2 * Math.PI * random.uniform(),
  }));
  return (time) =>
    waves.reduce((sum, w) => sum + w.amplitude * Math.sin(2 * Math.PI * w.turns * time + w.phase), 0);
}

/**
 * The path of a hand-held camera over one window of frames.
 * @param travel mean length of the path of the frame's points over the window, in pixels
 */
export function cameraPath(
  random: Random,
  width: number,
  height: number,
  frames: number,
  travel: number,
): Pose[] {
  const radius = Math.hypot(width, height) / 2;
  const [shiftX, shiftY, rotation, zoom, tiltX, tiltY] = Array.from({ length: 6 }, () => drift(random));
  const rotates = random.uniform() ** 2;
  const zooms = 0.5 * random.uniform() ** 3;
  const tilts = 0.3 * random.uniform() ** 2;
  // Sub-pixel start, so that no frame, the centre one least of all, lies on the grid of what is painted.
  const start = [random.uniform(), random.uniform()] as const;
  const unscaled = (i: number): Pose => {
    const time = frames > 1 ? i / (frames - 1) - 0.5 : 0;
    const at = (f: ((time: number) => number) | undefined): number => (f ? f(time) - f(0) : 0);
    return {
      shiftX: at(shiftX),
      shiftY: at(shiftY),
      rotation: (rotates * at(rotation)) / radius,
      zoom: (zooms * at(zoom)) / radius,
      tiltX: (tilts * at(tiltX)) / radius ** 2,
      tiltY: (tilts * at(tiltY)) / radius ** 2,
    };
  };
  const poses = Array.from({ length: frames }, (_, i) => unscaled(i));
  const gain = travel / Math.max(pathLength(poses, width, height), 1e-9);
  return poses.map((pose) => ({
    shiftX: pose.shiftX * gain + start[0],
    shiftY: pose.shiftY * gain + start[1],
    rotation: pose.rotation * gain,
    zoom: pose.zoom * gain,
    tiltX: pose.tiltX * gain,
    tiltY: pose.tiltY * gain,
  }));
}

/** Mean over a grid of frame points of how far they move from the first frame to the last, along the path. */
export function pathLength(poses: readonly Pose[], width: number, height: number): number {
  let sum = 0;
  for (const u of [-0.4, 0, 0.4]) {
    for (const v of [-0.4, 0, 0.4]) {
      const points = poses.map((pose) => project(pose, u * width, v * height));
      for (let i = 1; i < points.length; i++) {
        sum += Math.hypot(points[i]![0] - points[i - 1]![0], points[i]![1] - points[i - 1]![1]);
      }
    }
  }
  return sum / 9;
}
