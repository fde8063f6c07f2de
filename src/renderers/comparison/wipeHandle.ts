import { h } from '../ui/dom';

const STEPS: Record<string, number> = {
  ArrowLeft: -0.01,
  ArrowRight: 0.01,
  PageDown: -0.1,
  PageUp: 0.1,
  Home: -1,
  End: 1,
};

/** The line between the two pictures of a wipe; drags, and moves by keys as a slider does. */
export function wipeHandle(onMove: (fraction: number) => void) {
  let value = 0.5;
  const move = (fraction: number): void => onMove(Math.min(Math.max(fraction, 0), 1));
  const element = h(
    'div',
    {
      class: 'bmds-wipe',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Wipe',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    h('div', { class: 'bmds-wipe-grip' }),
  );
  element.addEventListener('pointerdown', (event) => {
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
    element.focus();
  });
  element.addEventListener('pointermove', (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    const box = element.parentElement!.getBoundingClientRect();
    move((event.clientX - box.left) / box.width);
  });
  element.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(value + step);
  });
  return {
    element,
    show(fraction: number, left: string, right: string): void {
      value = fraction;
      element.style.left = `${fraction * 100}%`;
      element.setAttribute('aria-valuenow', String(Math.round(fraction * 100)));
      element.setAttribute(
        'aria-valuetext',
        `${left} on the left ${Math.round(fraction * 100)}%, ${right} on the right`,
      );
    },
  };
}
