import type { RgbImage } from '../../types';
import type { Pose } from './camera';
import { type Canvas, createCanvas } from './canvas';

/**
 * Averages squares of 2 x 2 samples: what one pixel of a frame collects from a canvas painted at two pixels per
 * frame pixel. Sample (x, y) of the result is centred at the corner that samples (x, y) and (x+1, y+1) share.
 */
export function gather({ width, height, data }: Canvas): Canvas {
  const out = createCanvas(width - 1, height - 1);
  const stride = 4 * width;
  let to = 0;
  for (let y = 0; y < height - 1; y++) {
    const from = y * stride;
    for (let i = from; i < from + stride - 4; i++) {
      out.data[to++] = (data[i]! + data[i + 4]! + data[i + stride]! + data[i + stride + 4]!) / 4;
    }
  }
  return out;
}

/** What the camera in this pose sees of a gathered, opaque canvas with `unit` samples per frame pixel. */
export function expose(canvas: Canvas, pose: Pose, width: number, height: number, unit: number): RgbImage {
  const { data } = canvas;
  const out = new Float32Array(width * height * 3);
  const [centreX, centreY] = [(canvas.width - 1) / 2, (canvas.height - 1) / 2];
  const [limitX, limitY] = [canvas.width - 1.001, canvas.height - 1.001];
  const stride = 4 * canvas.width;
  const cos = Math.cos(pose.rotation) * (1 + pose.zoom);
  const sin = Math.sin(pose.rotation) * (1 + pose.zoom);
  let to = 0;
  for (let j = 0; j < height; j++) {
    const y = j + 0.5 - height / 2;
    for (let i = 0; i < width; i++) {
      const x = i + 0.5 - width / 2;
      const scale = unit / (1 + pose.tiltX * x + pose.tiltY * y);
      const u = Math.min(Math.max(centreX + (x * cos - y * sin + pose.shiftX) * scale, 0), limitX);
      const v = Math.min(Math.max(centreY + (x * sin + y * cos + pose.shiftY) * scale, 0), limitY);
      const x0 = Math.floor(u);
      const y0 = Math.floor(v);
      const fx = u - x0;
      const fy = v - y0;
      const at = y0 * stride + 4 * x0;
      for (let k = at; k < at + 3; k++) {
        const upper = data[k]! + fx * (data[k + 4]! - data[k]!);
        const lower = data[k + stride]! + fx * (data[k + stride + 4]! - data[k + stride]!);
        out[to++] = upper + fy * (lower - upper);
      }
    }
  }
  return { width, height, data: out };
}

/** Lays a gathered sprite over a frame, centred at (x, y) relative to the frame's centre and rotated. */
export function overlay(
  frame: RgbImage,
  sprite: Canvas,
  place: { x: number; y: number; rotation: number },
  unit: number,
): void {
  const { data } = sprite;
  const stride = 4 * sprite.width;
  const [cos, sin] = [Math.cos(place.rotation) * unit, Math.sin(place.rotation) * unit];
  const cx = frame.width / 2 + place.x - 0.5;
  const cy = frame.height / 2 + place.y - 0.5;
  const reach = Math.hypot(sprite.width, sprite.height) / 2 / unit;
  for (let j = Math.max(0, Math.floor(cy - reach)); j < Math.min(frame.height, cy + reach); j++) {
    for (let i = Math.max(0, Math.floor(cx - reach)); i < Math.min(frame.width, cx + reach); i++) {
      const u = (sprite.width - 1) / 2 + (i - cx) * cos + (j - cy) * sin;
      const v = (sprite.height - 1) / 2 + (j - cy) * cos - (i - cx) * sin;
      const x0 = Math.floor(u);
      const y0 = Math.floor(v);
      if (x0 < 0 || y0 < 0 || x0 >= sprite.width - 1 || y0 >= sprite.height - 1) continue;
      const [fx, fy] = [u - x0, v - y0];
      const at = y0 * stride + 4 * x0;
      const channel = (k: number): number => {
        const upper = data[at + k]! + fx * (data[at + k + 4]! - data[at + k]!);
        const lower = data[at + k + stride]! + fx * (data[at + k + stride + 4]! - data[at + k + stride]!);
        return upper + fy * (lower - upper);
      };
      const alpha = channel(3);
      if (alpha === 0) continue;
      const to = 3 * (j * frame.width + i);
      for (let k = 0; k < 3; k++) frame.data[to + k] = frame.data[to + k]! * (1 - alpha) + channel(k);
    }
  }
}

/** Rounds a frame to 8 bits in place, as a camera's file does. */
export function develop(frame: RgbImage): RgbImage {
  const { data } = frame;
  for (let i = 0; i < data.length; i++) data[i] = Math.round(255 * Math.min(1, Math.max(0, data[i]!))) / 255;
  return frame;
}

/** A slightly soft lens: `passes` of a [1 2 1] / 4 filter on both axes, in place. */
export function soften({ width, height, data }: Canvas, passes: number): void {
  for (let pass = 0; pass < passes; pass++) {
    for (const [step, length, lines, gap] of [
      [4, width, height, 4 * width],
      [4 * width, height, width, 4],
    ] as const) {
      for (let line = 0; line < lines; line++) {
        for (let channel = 0; channel < 4; channel++) {
          const first = line * gap + channel;
          const last = first + (length - 1) * step;
          let before = data[first]!;
          for (let at = first; at <= last; at += step) {
            const here = data[at]!;
            data[at] = (before + 2 * here + (at < last ? data[at + step]! : here)) / 4;
            before = here;
          }
        }
      }
    }
  }
}
