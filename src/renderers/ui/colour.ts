export type Rgb = readonly [red: number, green: number, blue: number];

/** Least contrast of a graphical object with its background (WCAG 2.2, 1.4.11). */
const LEAST_CONTRAST = 3;
const STEP = 0.05;

/** A CSS colour as 0-255 values, laid over a ground where it lets light through. The canvas understands every spelling. */
export function rgb(colour: string, ground = colour): Rgb {
  const context = new OffscreenCanvas(1, 1).getContext('2d')!;
  for (const layer of [ground, colour]) {
    context.fillStyle = layer;
    context.fillRect(0, 0, 1, 1);
  }
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/**
 * The colour, made lighter or darker where it can hardly be seen on the background: themes define `charts.orange` as the
 * minimap's highlight, a brown on dark and a pale peach on light ones.
 */
export function legible(colour: string, background: string): string {
  const ground = rgb(background);
  const towards = luminance(ground) < 0.18 ? 1 : 0;
  const [hue, saturation, lightness] = hsl(rgb(colour, background));
  let found = lightness;
  while (
    contrast(rgb(css(hue, saturation, found)), ground) < LEAST_CONTRAST &&
    Math.abs(towards - found) > STEP
  ) {
    found += towards > found ? STEP : -STEP;
  }
  return found === lightness ? colour : css(hue, saturation, found);
}

const css = (hue: number, saturation: number, lightness: number): string =>
  `hsl(${hue.toFixed(1)}, ${(100 * saturation).toFixed(1)}%, ${(100 * lightness).toFixed(1)}%)`;

/** Relative luminance of sRGB (WCAG 2.2). */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Hue in degrees, saturation and lightness in 0-1. */
function hsl(colour: Rgb): [hue: number, saturation: number, lightness: number] {
  const [red, green, blue] = [colour[0] / 255, colour[1] / 255, colour[2] / 255];
  const high = Math.max(red, green, blue);
  const range = high - Math.min(red, green, blue);
  const lightness = high - range / 2;
  if (range === 0) return [0, 0, lightness];
  const sector =
    high === red
      ? (green - blue) / range + 6
      : high === green
        ? (blue - red) / range + 2
        : (red - green) / range + 4;
  return [(sector * 60) % 360, range / (1 - Math.abs(2 * lightness - 1)), lightness];
}
