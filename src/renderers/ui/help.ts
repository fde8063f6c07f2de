import { iconButton } from './controls';
import { h } from './dom';

/** An overlay that lists the keys; `?` opens it, `?` or Escape closes it. */
export function helpOverlay(title: string, keys: readonly (readonly [keys: string, does: string])[]) {
  const close = iconButton('close', 'Close (Escape)', () => toggle(false));
  const rows = keys.flatMap(([names, does]) => [
    h('dt', {}, ...names.split(' ').map((name) => h('kbd', { style: 'margin-left:3px' }, name))),
    h('dd', {}, does),
  ]);
  const element = h(
    'div',
    { class: 'bmds-help', role: 'dialog', 'aria-label': title, hidden: true },
    h('div', {}, h('h3', {}, title), h('dl', {}, ...rows), close.element),
  );
  let before: Element | null = null;
  const toggle = (open = element.hidden): void => {
    if (open === !element.hidden) return;
    element.hidden = !open;
    if (open) {
      before = document.activeElement;
      close.element.focus();
    } else if (before instanceof HTMLElement) before.focus();
  };
  element.addEventListener('click', (event) => event.target === element && toggle(false));
  return { element, toggle, isOpen: () => !element.hidden };
}
