import type { CurvesData } from '../../outputs';
import { h } from '../ui/dom';
import type { ThemeColours } from '../ui/theme';
import { curveColour } from './figure';
import { latest, shortValue } from './format';

/** A legend whose entries show the latest value and hide or show their curve. */
export function legend(onToggle: (name: string) => void) {
  const element = h('div', { class: 'bmds-legend', role: 'group', 'aria-label': 'Curves' });
  const entries = new Map<string, { button: HTMLButtonElement; swatch: HTMLElement; value: HTMLElement }>();

  const add = (name: string) => {
    const swatch = h('span', { class: 'bmds-swatch', 'aria-hidden': 'true' });
    const value = h('span', { class: 'bmds-value' });
    const button = h(
      'button',
      { type: 'button', class: 'bmds-button', title: `Show or hide ${name}`, onclick: () => onToggle(name) },
      swatch,
      h('span', {}, name),
      value,
    );
    const entry = { button, swatch, value };
    entries.set(name, entry);
    return entry;
  };

  return {
    element,
    show(data: CurvesData, theme: ThemeColours, hidden: ReadonlySet<string>): void {
      const buttons = data.series.map((series, index) => {
        const { button, swatch, value } = entries.get(series.name) ?? add(series.name);
        swatch.style.borderTopColor = curveColour(theme, index);
        swatch.style.borderTopStyle = series.axis === 'right' ? 'dotted' : 'solid';
        const last = latest(series.y);
        value.textContent = last === undefined ? '–' : shortValue(last);
        button.setAttribute('aria-pressed', String(!hidden.has(series.name)));
        return button;
      });
      if (
        buttons.length !== element.childElementCount ||
        buttons.some((one, index) => one !== element.children[index])
      ) {
        element.replaceChildren(...buttons);
      }
    },
  };
}
