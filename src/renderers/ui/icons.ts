const SVG = 'http://www.w3.org/2000/svg';

// Own drawings on a 16 x 16 grid, stroked with the text colour; a leading "f:" marks a filled path.
const PATHS = {
  play: ['f:M4.5 2.6v10.8L13 8z'],
  pause: ['f:M4 3h2.8v10H4zM9.2 3H12v10H9.2z'],
  first: ['M4 3.5v9', 'f:M12.5 3.4v9.2L5.8 8z'],
  last: ['M12 3.5v9', 'f:M3.5 3.4v9.2L10.2 8z'],
  previous: ['M10 3.5 5.5 8l4.5 4.5'],
  next: ['M6 3.5 10.5 8 6 12.5'],
  loop: ['M3 7.5A4 4 0 0 1 7 4h5', 'M10 2l2.2 2L10 6', 'M13 8.5A4 4 0 0 1 9 12H4', 'M6 10l-2.2 2L6 14'],
  bounce: ['M2.5 8h11', 'M5 5.5 2.5 8 5 10.5', 'M11 5.5 13.5 8 11 10.5'],
  once: ['M2.5 8h8.5', 'M8.5 5.5 11 8l-2.5 2.5', 'M13.5 4v8'],
  zoomIn: ['M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8z', 'M10 10l3.5 3.5', 'M5.2 7h3.6', 'M7 5.2v3.6'],
  zoomOut: ['M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8z', 'M10 10l3.5 3.5', 'M5.2 7h3.6'],
  fit: ['M2.5 6V2.5H6', 'M10 2.5h3.5V6', 'M13.5 10v3.5H10', 'M6 13.5H2.5V10'],
  save: ['M8 2.5v7.5', 'M5 7.2 8 10.2l3-3', 'M2.5 12v1.5h11V12'],
  copy: ['M5.5 5.5h8v8h-8z', 'M10.5 5.5v-3h-8v8h3'],
  help: [
    'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z',
    'M6.2 6.4a1.9 1.9 0 1 1 2.7 1.7c-.6.3-.9.7-.9 1.3',
    'M8 11.4v.3',
  ],
  close: ['M4 4l8 8', 'M12 4l-8 8'],
  ascending: ['M8 12.5v-9', 'M4.8 6.6 8 3.4l3.2 3.2'],
  descending: ['M8 3.5v9', 'M4.8 9.4 8 12.6l3.2-3.2'],
  sideBySide: ['M2.5 3.5h11v9h-11z', 'M8 3.5v9'],
  flicker: ['M2.5 5.5h8v8h-8z', 'M5.5 5.5v-3h8v8h-3'],
  wipe: ['M2.5 3.5h11v9h-11z', 'M8 1.5v13', 'f:M2.5 3.5H8v9H2.5z'],
  difference: ['M2.5 3.5h11v9h-11z', 'M5 6.5h3', 'M6.5 5v3', 'M8.5 10h3'],
  log: ['M2.5 2.5v11h11', 'M5 4.5c.5 4.5 3 6.6 7.5 7'],
  outliers: ['M2.5 13.5h11', 'M2.5 10.5 6 8.5l3 1 4.5-3', 'M9 2v3', 'M7.5 3.5h3'],
  warning: ['M8 2.2 14.2 13.3H1.8z', 'M8 6.3v3.5', 'M8 11.3v.4'],
  info: ['M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z', 'M8 7.2v4', 'M8 4.7v.4'],
} as const;

export type IconName = keyof typeof PATHS;

/** An inline SVG in the text colour, hidden from screen readers: its button carries the label. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('bmds-icon');
  for (const drawing of PATHS[name]) {
    const path = document.createElementNS(SVG, 'path');
    const filled = drawing.startsWith('f:');
    path.setAttribute('d', filled ? drawing.slice(2) : drawing);
    path.setAttribute(filled ? 'fill' : 'stroke', 'currentColor');
    if (!filled) path.setAttribute('fill', 'none');
    svg.append(path);
  }
  return svg;
}
