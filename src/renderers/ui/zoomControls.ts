import { iconButton } from './controls';
import { h, setText } from './dom';
import { FIT, type Size, type Viewport, zoomLabel, zoomOf, zoomStep } from './viewport';

interface Target {
  viewport: Viewport;
  readonly scene: Size;
  readonly paneSize: Size;
  redraw(): void;
}

/** Zoom out, the zoom as a percentage, zoom in, fit. */
export function zoomControls(target: Target): { element: HTMLElement; refresh(): void } {
  const change = (viewport: Viewport) => {
    target.viewport = viewport;
    target.redraw();
  };
  const step = (direction: 1 | -1) => () =>
    change(zoomStep(target.viewport, target.scene, target.paneSize, direction));
  const label = h('output', {
    class: 'bmds-value bmds-zoom',
    title: 'Zoom',
    'aria-label': 'Zoom',
    style: 'text-align:center;font-size:12px',
  });
  return {
    element: h(
      'div',
      { class: 'bmds-group' },
      iconButton('zoomOut', 'Zoom out (-)', step(-1)).element,
      label,
      iconButton('zoomIn', 'Zoom in (+), or Ctrl + wheel over the picture', step(1)).element,
      iconButton('fit', 'Fit the whole picture (0)', () => change(FIT)).element,
    ),
    refresh: () => setText(label, zoomLabel(zoomOf(target.viewport, target.scene, target.paneSize))),
  };
}
