/** Pan and zoom of one scene that several panes show, each through its own image. Pure. */

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Viewport {
  /** CSS pixels for each scene pixel; `fit` follows the pane's size. */
  zoom: number | 'fit';
  /** Scene point in the middle of the pane, as fractions of the scene's size. */
  centre: Point;
}

export const FIT: Viewport = { zoom: 'fit', centre: { x: 0.5, y: 0.5 } };
const MIN_ZOOM = 1 / 16;
const MAX_ZOOM = 96;
const LADDER = [1 / 16, 1 / 8, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96];

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** The zoom that shows the whole scene; from 2 a whole number, so that nearest-neighbour pixels stay equal. */
export function fitZoom(scene: Size, pane: Size): number {
  const exact = Math.min(pane.width / scene.width, pane.height / scene.height);
  return clamp(exact >= 2 ? Math.floor(exact) : exact, MIN_ZOOM, MAX_ZOOM);
}

/** Height of a pane of this width that the fitted scene fills, within limits that keep the notebook readable. */
export const fitHeight = (scene: Size, width: number, tallest: number): number =>
  Math.max(90, Math.round(scene.height * fitZoom(scene, { width, height: tallest })));

export const zoomOf = (view: Viewport, scene: Size, pane: Size): number =>
  view.zoom === 'fit' ? fitZoom(scene, pane) : view.zoom;

/** Where the whole scene lies in the pane, in CSS pixels; parts may lie outside. */
export function sceneRect(view: Viewport, scene: Size, pane: Size): Point & Size {
  const zoom = zoomOf(view, scene, pane);
  const width = scene.width * zoom;
  const height = scene.height * zoom;
  return {
    x: Math.round(pane.width / 2 - view.centre.x * width),
    y: Math.round(pane.height / 2 - view.centre.y * height),
    width,
    height,
  };
}

/** The scene point under a pane point, as fractions of the scene; outside [0, 1) beyond the scene. */
export function sceneAt(view: Viewport, scene: Size, pane: Size, point: Point): Point {
  const rect = sceneRect(view, scene, pane);
  return { x: (point.x - rect.x) / rect.width, y: (point.y - rect.y) / rect.height };
}

/** The pixel of an image of any size that shows this scene point; undefined beyond the scene. */
export function pixelAt(fraction: Point, image: Size): Point | undefined {
  if (fraction.x < 0 || fraction.y < 0 || fraction.x >= 1 || fraction.y >= 1) return undefined;
  return { x: Math.floor(fraction.x * image.width), y: Math.floor(fraction.y * image.height) };
}

// A scene smaller than the pane is centred; a larger one never leaves an empty border.
function keepInside(view: Viewport, scene: Size, pane: Size): Viewport {
  const zoom = zoomOf(view, scene, pane);
  const inside = (centre: number, sceneExtent: number, paneExtent: number): number => {
    const half = paneExtent / (2 * sceneExtent * zoom);
    return half >= 0.5 ? 0.5 : clamp(centre, half, 1 - half);
  };
  const centre = {
    x: inside(view.centre.x, scene.width, pane.width),
    y: inside(view.centre.y, scene.height, pane.height),
  };
  return { zoom: view.zoom, centre };
}

/** Zooms so that the scene point under `anchor` (pane coordinates) stays there. */
export function zoomTo(view: Viewport, scene: Size, pane: Size, zoom: number, anchor?: Point): Viewport {
  const at = anchor ?? { x: pane.width / 2, y: pane.height / 2 };
  const target = clamp(zoom, MIN_ZOOM, MAX_ZOOM);
  const fixed = sceneAt(view, scene, pane, at);
  const centre = {
    x: fixed.x + (pane.width / 2 - at.x) / (scene.width * target),
    y: fixed.y + (pane.height / 2 - at.y) / (scene.height * target),
  };
  return keepInside({ zoom: target, centre }, scene, pane);
}

/** The next step of the zoom ladder, up or down. */
export function zoomStep(view: Viewport, scene: Size, pane: Size, direction: 1 | -1): Viewport {
  const now = zoomOf(view, scene, pane);
  const next =
    direction > 0 ? LADDER.find((step) => step > now * 1.001) : LADDER.findLast((step) => step < now * 0.999);
  return zoomTo(view, scene, pane, next ?? now);
}

/** Moves the picture by CSS pixels, as a drag does. */
export function panBy(view: Viewport, scene: Size, pane: Size, dx: number, dy: number): Viewport {
  const zoom = zoomOf(view, scene, pane);
  const centre = {
    x: view.centre.x - dx / (scene.width * zoom),
    y: view.centre.y - dy / (scene.height * zoom),
  };
  return keepInside({ zoom: view.zoom, centre }, scene, pane);
}

export const zoomLabel = (zoom: number): string =>
  `${zoom < 1 ? Math.round(zoom * 100) : Math.round(zoom * 10) * 10}%`;
