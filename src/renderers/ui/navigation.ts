import type { Pane } from './pane';
import {
  FIT,
  type Point,
  panBy,
  type Size,
  sceneAt,
  type Viewport,
  zoomOf,
  zoomStep,
  zoomTo,
} from './viewport';

/** What pan and zoom need from their owner: all panes of a view share one viewport and one scene. */
export interface Navigable {
  viewport: Viewport;
  readonly scene: Size;
  /** Draws again after the viewport changed. */
  redraw(): void;
  /** The pointer is over this scene point (fractions), or has left. */
  hover?(point: Point | undefined): void;
}

/** Dragging pans, Ctrl + wheel (and a trackpad pinch, which arrives as that) zooms, a double click fits. */
export function navigate(pane: Pane, target: Navigable): void {
  const { canvas } = pane;
  const change = (viewport: Viewport): void => {
    target.viewport = viewport;
    target.redraw();
  };
  let last: Point | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    last = { x: event.clientX, y: event.clientY };
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add('bmds-dragging');
  });
  canvas.addEventListener('pointermove', (event) => {
    if (last) {
      change(panBy(target.viewport, target.scene, pane.size, event.clientX - last.x, event.clientY - last.y));
      last = { x: event.clientX, y: event.clientY };
    }
    target.hover?.(sceneAt(target.viewport, target.scene, pane.size, pane.locate(event)));
  });
  const release = (): void => {
    last = undefined;
    canvas.classList.remove('bmds-dragging');
  };
  canvas.addEventListener('pointerup', release);
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('pointerleave', () => target.hover?.(undefined));
  canvas.addEventListener('dblclick', () => change(FIT));
  canvas.addEventListener(
    'wheel',
    (event) => {
      // A plain wheel scrolls the notebook, as over any other output.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      const now = zoomOf(target.viewport, target.scene, pane.size);
      change(
        zoomTo(
          target.viewport,
          target.scene,
          pane.size,
          now * Math.exp(-event.deltaY * 0.0025),
          pane.locate(event),
        ),
      );
    },
    { passive: false },
  );
}

const PAN_STEP = 40; // CSS pixels a key press

const PAN_KEYS: Record<string, readonly [dx: number, dy: number]> = {
  a: [1, 0],
  d: [-1, 0],
  w: [0, 1],
  s: [0, -1],
};
const PAN_ARROWS: typeof PAN_KEYS = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The keys that every view with a picture shares; undefined when the key is not one of them. */
export function navigationKey(
  key: string,
  view: Viewport,
  scene: Size,
  pane: Size,
  arrows = false,
): Viewport | undefined {
  if (key === '+' || key === '=') return zoomStep(view, scene, pane, 1);
  if (key === '-') return zoomStep(view, scene, pane, -1);
  if (key === '0') return FIT;
  const pan = PAN_KEYS[key] ?? (arrows ? PAN_ARROWS[key] : undefined);
  return pan && panBy(view, scene, pane, pan[0] * PAN_STEP, pan[1] * PAN_STEP);
}
