/** A layer in premultiplied RGBA, values in [0, 1]. */
export interface Canvas {
  width: number;
  height: number;
  /** height x width x 4 interleaved. */
  data: Float32Array;
}

/** Sets `out` to the RGB colour at a position of the canvas. */
export type Material = (x: number, y: number, out: Float32Array) => void;

/** A shape by its signed distance in canvas pixels, negative inside. */
export interface Shape {
  distance(x: number, y: number): number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface PaintOptions {
  /** Width of the edge in canvas pixels: 1 is antialiased and sharp, more looks out of focus. */
  softness?: number;
  opacity?: number;
}

export function createCanvas(width: number, height: number): Canvas {
  return { width, height, data: new Float32Array(width * height * 4) };
}

/** Fills the whole canvas. */
export function fill(canvas: Canvas, material: Material): void {
  const everywhere = { distance: () => -1e6, left: 0, top: 0, right: canvas.width, bottom: canvas.height };
  paint(canvas, everywhere, material);
}

/** Paints a shape over what is there, with coverage from its distance, so that edges are antialiased. */
export function paint(
  canvas: Canvas,
  shape: Shape,
  material: Material,
  { softness = 1, opacity = 1 }: PaintOptions = {},
): void {
  const { data, width } = canvas;
  const reach = softness / 2;
  const x0 = Math.max(0, Math.floor(shape.left - reach));
  const x1 = Math.min(width, Math.ceil(shape.right + reach) + 1);
  const y0 = Math.max(0, Math.floor(shape.top - reach));
  const y1 = Math.min(canvas.height, Math.ceil(shape.bottom + reach) + 1);
  const colour = new Float32Array(3);
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const depth = 0.5 - shape.distance(x, y) / softness;
      if (depth <= 0) continue;
      material(x, y, colour);
      const alpha = depth >= 1 ? opacity : depth * opacity;
      const at = 4 * (y * width + x);
      const rest = 1 - alpha;
      data[at] = data[at]! * rest + colour[0]! * alpha;
      data[at + 1] = data[at + 1]! * rest + colour[1]! * alpha;
      data[at + 2] = data[at + 2]! * rest + colour[2]! * alpha;
      data[at + 3] = data[at + 3]! * rest + alpha;
    }
  }
}
