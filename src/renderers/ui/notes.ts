import { h } from './dom';
import { icon } from './icons';

/** A list of sentences under a view. */
export function notesList(): { element: HTMLElement; set(notes: readonly string[]): void } {
  const element = h('ul', { class: 'bmds-notes', 'aria-label': 'Notes' });
  return {
    element,
    set(notes) {
      element.hidden = notes.length === 0;
      element.replaceChildren(...notes.map((note) => h('li', {}, icon('info'), h('span', {}, note))));
    },
  };
}

/** A sentence in place of an output that cannot be shown. */
export function message(text: string): HTMLElement {
  return h('div', { class: 'bmds-message', role: 'alert' }, icon('warning'), h('span', {}, text));
}
