import { glyphStrokes } from '../../data/procedural/strokeFont';

/** Signs that the stroke font lacks, on its grid of 4 by 6: polylines of x, y. */
const SIGNS: Readonly<Record<string, readonly (readonly [number, number])[][]>> = {
  '.': [
    [
      [1.8, 5.8],
      [2.2, 5.8],
      [2.2, 6.1],
      [1.8, 6.1],
      [1.8, 5.8],
    ],
  ],
  ',': [
    [
      [2.2, 5.6],
      [1.6, 7],
    ],
  ],
  ':': [
    [
      [2, 2.2],
      [2, 2.4],
    ],
    [
      [2, 5.2],
      [2, 5.4],
    ],
  ],
  ';': [
    [
      [2, 2.2],
      [2, 2.4],
    ],
    [
      [2.2, 5.2],
      [1.6, 6.6],
    ],
  ],
  '/': [
    [
      [0.3, 6.6],
      [3.7, -0.4],
    ],
  ],
  '+': [
    [
      [0.4, 3.4],
      [3.6, 3.4],
    ],
    [
      [2, 1.8],
      [2, 5],
    ],
  ],
  '-': [
    [
      [0.7, 3.4],
      [3.3, 3.4],
    ],
  ],
  '=': [
    [
      [0.5, 2.6],
      [3.5, 2.6],
    ],
    [
      [0.5, 4.2],
      [3.5, 4.2],
    ],
  ],
  '±': [
    [
      [0.4, 2.6],
      [3.6, 2.6],
    ],
    [
      [2, 1],
      [2, 4.2],
    ],
    [
      [0.4, 5.8],
      [3.6, 5.8],
    ],
  ],
  '×': [
    [
      [0.6, 2],
      [3.4, 4.8],
    ],
    [
      [3.4, 2],
      [0.6, 4.8],
    ],
  ],
  '(': [
    [
      [2.8, -0.6],
      [1.6, 1.2],
      [1.4, 3],
      [1.6, 4.8],
      [2.8, 6.6],
    ],
  ],
  ')': [
    [
      [1.2, -0.6],
      [2.4, 1.2],
      [2.6, 3],
      [2.4, 4.8],
      [1.2, 6.6],
    ],
  ],
  '[': [
    [
      [2.8, -0.4],
      [1.4, -0.4],
      [1.4, 6.4],
      [2.8, 6.4],
    ],
  ],
  ']': [
    [
      [1.2, -0.4],
      [2.6, -0.4],
      [2.6, 6.4],
      [1.2, 6.4],
    ],
  ],
  '<': [
    [
      [3.4, 1.4],
      [0.6, 3.4],
      [3.4, 5.4],
    ],
  ],
  '>': [
    [
      [0.6, 1.4],
      [3.4, 3.4],
      [0.6, 5.4],
    ],
  ],
  '%': [
    [
      [0.3, 6.2],
      [3.7, -0.2],
    ],
    [
      [0.6, 0.2],
      [1.2, 0.2],
      [1.2, 1.4],
      [0.6, 1.4],
      [0.6, 0.2],
    ],
    [
      [2.8, 4.6],
      [3.4, 4.6],
      [3.4, 5.8],
      [2.8, 5.8],
      [2.8, 4.6],
    ],
  ],
  '∞': [
    [
      [2, 3.4],
      [1.2, 2.4],
      [0.4, 2.4],
      [0, 3.4],
      [0.4, 4.4],
      [1.2, 4.4],
      [2, 3.4],
      [2.8, 2.4],
      [3.6, 2.4],
      [4, 3.4],
      [3.6, 4.4],
      [2.8, 4.4],
      [2, 3.4],
    ],
  ],
  _: [
    [
      [0, 6.6],
      [4, 6.6],
    ],
  ],
  "'": [
    [
      [2, -0.2],
      [2, 1.2],
    ],
  ],
};

/** Width of one character in units of the grid, whose capitals are 6 high. */
export const STROKE_ADVANCE = 5.6;

/** A line of text as the data of an SVG path from the left end of its baseline; capitals only, unknown signs are blank. */
export function strokePath(text: string, x: number, baseline: number, capHeight: number): string {
  const unit = capHeight / 6;
  return [...text.toUpperCase()]
    .flatMap((character, i) =>
      (SIGNS[character] ?? glyphStrokes(character)).map((stroke) =>
        stroke
          .map(([gx, gy], p) => {
            const px = x + (i * STROKE_ADVANCE + gx) * unit;
            const py = baseline + (gy - 6) * unit;
            return `${p === 0 ? 'M' : 'L'}${px.toFixed(2)} ${py.toFixed(2)}`;
          })
          .join(''),
      ),
    )
    .join('');
}
