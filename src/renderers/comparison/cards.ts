import type { ComparisonData } from '../../outputs';
import { h, setText } from '../ui/dom';
import { Pane } from '../ui/pane';

/** One pane of the grid with its label, caption and pixel values. */
export class Card {
  readonly pane: Pane;
  readonly element: HTMLElement;
  readonly #number = h('kbd');
  readonly #label = h('span', { class: 'bmds-label' });
  readonly #caption = h('span', { class: 'bmds-caption bmds-muted' });
  readonly #broken = h('div', { class: 'bmds-broken', hidden: true });
  readonly #values = h('output', { class: 'bmds-pixel' });

  constructor(redraw: () => void) {
    this.pane = new Pane(redraw, this.#broken);
    this.element = h(
      'figure',
      { class: 'bmds-card' },
      this.pane.element,
      h('figcaption', {}, this.#number, this.#label, this.#caption),
      this.#values,
    );
    this.pane.element.tabIndex = 0;
    this.pane.element.setAttribute('role', 'img');
  }

  describe(image: ComparisonData['images'][number], index: number, broken: string | undefined): void {
    setText(this.#number, String(index + 1));
    setText(this.#label, image.label);
    setText(this.#caption, image.caption ?? '');
    setText(this.#broken, broken ?? '');
    this.#broken.hidden = broken === undefined;
    this.pane.element.setAttribute(
      'aria-label',
      [image.label, image.caption, broken].filter(Boolean).join(', '),
    );
  }

  showPixel(values: string): void {
    setText(this.#values, values);
  }
}

/** The images as a row of buttons under a single pane: number, label, caption and pixel values. */
export function strip(onPick: (index: number) => void) {
  const element = h('div', { class: 'bmds-strip', role: 'group', 'aria-label': 'Images' });
  return {
    element,
    show(images: ComparisonData['images'], marked: readonly number[], values: readonly string[]): void {
      while (element.childElementCount > images.length) element.lastElementChild?.remove();
      while (element.childElementCount < images.length) {
        const index = element.childElementCount;
        const parts = [
          h('kbd'),
          h('span', { class: 'bmds-label' }),
          h('span', { class: 'bmds-caption bmds-muted' }),
          h('output', { class: 'bmds-pixel' }),
        ];
        element.append(
          h('button', { type: 'button', class: 'bmds-button', onclick: () => onPick(index) }, ...parts),
        );
      }
      for (const [index, image] of images.entries()) {
        const button = element.children[index]!;
        const texts = [String(index + 1), image.label, image.caption ?? '', values[index] ?? ''];
        for (const [part, text] of texts.entries()) setText(button.children[part]!, text);
        button.setAttribute('aria-pressed', String(marked.includes(index)));
        button.setAttribute('title', `Show ${image.label} (${index + 1})`);
      }
    },
  };
}
