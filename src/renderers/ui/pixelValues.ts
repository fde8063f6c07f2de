import type { Point, Size } from './viewport';

const SMALLEST_PIXEL = 44; // CSS pixels: below this three numbers do not fit

/** Writes the R, G and B values on the pixels that are visible, once they are large enough to carry text. */
export function drawPixelValues(
  context: CanvasRenderingContext2D,
  image: ImageData,
  rect: Point & Size,
  pane: Size,
): void {
  const width = rect.width / image.width;
  const height = rect.height / image.height;
  if (width < SMALLEST_PIXEL || height < SMALLEST_PIXEL) return;
  const line = Math.min(14, height / 3.6);
  context.font = `${line * 0.92}px monospace`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const firstX = Math.max(0, Math.floor(-rect.x / width));
  const lastX = Math.min(image.width - 1, Math.floor((pane.width - rect.x) / width));
  const firstY = Math.max(0, Math.floor(-rect.y / height));
  const lastY = Math.min(image.height - 1, Math.floor((pane.height - rect.y) / height));
  for (let y = firstY; y <= lastY; y++) {
    for (let x = firstX; x <= lastX; x++) {
      const at = (y * image.width + x) * 4;
      const [r, g, b] = [image.data[at]!, image.data[at + 1]!, image.data[at + 2]!];
      context.fillStyle = 0.299 * r + 0.587 * g + 0.114 * b > 128 ? 'black' : 'white';
      const middle = { x: rect.x + (x + 0.5) * width, y: rect.y + (y + 0.5) * height };
      for (const [row, value] of [r, g, b].entries())
        context.fillText(String(value), middle.x, middle.y + (row - 1) * line);
    }
  }
}
