import { h } from './dom';
import { type IconName, icon } from './icons';

export interface IconButton {
  element: HTMLButtonElement;
  /** Changes the picture and the label, such as play to pause. */
  show(name: IconName, label: string): void;
  /** Shows a toggle as on or off. */
  press(on: boolean): void;
}

/** A toolbar button with a picture, a tooltip, an accessible name and, where given, visible text. */
export function iconButton(name: IconName, label: string, onClick: () => void, text?: string): IconButton {
  const element = h('button', {
    type: 'button',
    class: 'bmds-button',
    title: label,
    'aria-label': label,
    onclick: onClick,
  });
  element.append(icon(name), ...(text ? [h('span', {}, text)] : []));
  return {
    element,
    show(next, nextLabel) {
      if (element.title === nextLabel) return;
      element.firstElementChild?.replaceWith(icon(next));
      element.title = nextLabel;
      element.setAttribute('aria-label', nextLabel);
    },
    press: (on) => element.setAttribute('aria-pressed', String(on)),
  };
}

export interface Choice<T extends string> {
  value: T;
  label: string;
  icon?: IconName;
  title?: string;
}

export interface Chooser<T extends string> {
  element: HTMLElement;
  set(value: T): void;
}

/** A row of buttons of which one is on. */
export function segmented<T extends string>(
  label: string,
  choices: readonly Choice<T>[],
  onChange: (value: T) => void,
): Chooser<T> {
  const buttons = choices.map((choice) => {
    const button = h(
      'button',
      {
        type: 'button',
        class: 'bmds-button bmds-segment',
        title: choice.title ?? choice.label,
        'aria-label': choice.label,
        'data-value': choice.value,
        onclick: () => onChange(choice.value),
      },
      choice.icon && icon(choice.icon),
      h('span', {}, choice.label),
    );
    return { value: choice.value, button };
  });
  return {
    element: h(
      'div',
      { class: 'bmds-segments', role: 'group', 'aria-label': label },
      ...buttons.map((one) => one.button),
    ),
    set(value) {
      for (const one of buttons) one.button.setAttribute('aria-pressed', String(one.value === value));
    },
  };
}

export interface Select {
  element: HTMLElement;
  /** Replaces the options where they changed and selects one. */
  set(options: readonly { value: string; label: string }[], value: string): void;
}

/** A drop-down list with a visible label. */
export function select(label: string, onChange: (value: string) => void): Select {
  const list = h('select', { 'aria-label': label, title: label, onchange: () => onChange(list.value) });
  let shown = '';
  return {
    element: h('label', { class: 'bmds-field' }, h('span', {}, label), list),
    set(options, value) {
      const next = JSON.stringify(options);
      if (next !== shown)
        list.replaceChildren(...options.map((one) => h('option', { value: one.value }, one.label)));
      shown = next;
      list.value = value;
    },
  };
}

export interface Slider {
  element: HTMLElement;
  input: HTMLInputElement;
  /** Moves the thumb and writes the value beside it. */
  set(value: number, shown: string): void;
}

/** A slider with a label before it and its value after it. */
export function slider(
  label: string,
  range: { min: number; max: number; step: number },
  onInput: (value: number) => void,
): Slider {
  const output = h('output', { class: 'bmds-value' });
  const input = h('input', {
    type: 'range',
    ...range,
    'aria-label': label,
    oninput: () => onInput(input.valueAsNumber),
  });
  return {
    element: h('label', { class: 'bmds-field', title: label }, h('span', {}, label), input, output),
    input,
    set(value, shown) {
      input.value = String(value);
      input.setAttribute('aria-valuetext', shown);
      output.textContent = shown;
    },
  };
}
