import type { Random } from '../../random';
import { type Canvas, type Material, paint } from './canvas';
import { capsule } from './shapes';

/** Strokes on a grid 4 wide and 6 high: pairs of digits x, y from the top left, strokes separated by a space. */
const GLYPHS: Readonly<Record<string, string>> = {
  A: '062046 1434',
  B: '00063645443303 3342413000',
  C: '4130100105163645',
  D: '00062645413000',
  E: '40000646 0333',
  F: '400006 0333',
  G: '41301001051636454323',
  H: '0006 4046 0343',
  I: '1030 2026 1636',
  J: '4045361605',
  K: '0006 4003 1346',
  L: '000646',
  M: '0600234046',
  N: '06004640',
  O: '103041453616050110',
  P: '06003041423303',
  Q: '103041453616050110 2446',
  R: '06003041423303 2346',
  S: '413010010213334445361605',
  T: '0040 2026',
  U: '000516364540',
  V: '002640',
  W: '0016233640',
  X: '0046 4006',
  Y: '002340 2326',
  Z: '00400646',
  0: '103041453616050110 3214',
  1: '112026 1636',
  2: '01103041420646',
  3: '01103041423313 334445361605',
  4: '36300444',
  5: '400003334445361605',
  6: '4130100105163645443303',
  7: '004016',
  8: '103041423313020110 1304051636454433',
  9: '0516364541301001021343',
};

type Segment = [x0: number, y0: number, x1: number, y1: number];

const segments: ReadonlyMap<string, Segment[]> = new Map(
  Object.entries(GLYPHS).map(([glyph, strokes]) => [glyph, strokes.split(' ').flatMap(segmentsOfStroke)]),
);

/** The strokes of a capital or digit as polylines on a grid 4 wide and 6 high; none for other characters. */
export function glyphStrokes(glyph: string): (readonly [x: number, y: number])[][] {
  const strokes = GLYPHS[glyph];
  return strokes === undefined ? [] : strokes.split(' ').map(pointsOfStroke);
}

function pointsOfStroke(stroke: string): (readonly [x: number, y: number])[] {
  return (stroke.match(/\d\d/g) ?? []).map((pair) => [Number(pair[0]), Number(pair[1])] as const);
}

function segmentsOfStroke(stroke: string): Segment[] {
  const points = pointsOfStroke(stroke);
  return points.slice(1).map(([x1, y1], i) => [points[i]![0], points[i]![1], x1, y1]);
}

export interface TextStyle {
  /** Height of a capital in canvas pixels. */
  height: number;
  /** Thickness of strokes as a fraction of the height. */
  weight: number;
  /** Direction of the line in radians. */
  angle?: number;
  /** How far the tops lean, as a fraction of the height. */
  slant?: number;
  opacity?: number;
}

/** Length of a text in canvas pixels. */
export function textLength(text: string, height: number): number {
  return (text.length * 5.6 - 1.6) * (height / 6);
}

/** Writes capitals and digits from their top left corner. */
export function writeText(
  canvas: Canvas,
  text: string,
  x: number,
  y: number,
  material: Material,
  style: TextStyle,
): void {
  const { height, weight, angle = 0, slant = 0, opacity = 1 } = style;
  const unit = height / 6;
  const [c, s] = [Math.cos(angle) * unit, Math.sin(angle) * unit];
  const thickness = Math.max(1, weight * height);
  [...text].forEach((glyph, i) => {
    const place = (gx: number, gy: number): [number, number] => {
      const u = i * 5.6 + gx + slant * (6 - gy);
      return [x + u * c - gy * s, y + u * s + gy * c];
    };
    for (const [x0, y0, x1, y1] of segments.get(glyph) ?? []) {
      paint(canvas, capsule(...place(x0, y0), ...place(x1, y1), thickness), material, { opacity });
    }
  });
}

const SYLLABLES = 'BA CO DE FI GRA HO JU KA LEN MI NOR OX PLA QUI RE STA TU VEX WI YO ZEN TER SON LY'.split(
  ' ',
);

/** A made-up word, or now and then a number. */
export function randomWord(random: Random): string {
  if (random.uniform() < 0.15) return String(random.integer(9000) + 10);
  const count = 1 + random.integer(3);
  return Array.from({ length: count }, () => SYLLABLES[random.integer(SYLLABLES.length)]).join('');
}
