import { h } from '../ui/dom';

const MOST_TICKS = 31;

/** A slider over frames with a tick a frame; ticks are numbered as far as there is room. */
export function scrubber(onSeek: (index: number) => void) {
  const input = h('input', {
    type: 'range',
    min: 0,
    max: 0,
    step: 1,
    'aria-label': 'Frame',
    oninput: () => onSeek(input.valueAsNumber),
  });
  const ticks = h('div', { class: 'bmds-ticks', 'aria-hidden': 'true' });
  let count = 0;
  return {
    element: h('div', { class: 'bmds-scrub' }, input, ticks),
    setFrames(labels: readonly string[]): void {
      input.disabled = labels.length < 2;
      if (labels.length === count) return;
      count = labels.length;
      input.max = String(count - 1);
      const every = Math.ceil(count / MOST_TICKS);
      const shown = labels.map((_, index) => index).filter((index) => index % every === 0);
      ticks.replaceChildren(
        ...shown.map((index) => {
          const left = count > 1 ? (100 * index) / (count - 1) : 50;
          const numbered = shown.length <= 16 || index % (every * 5) === 0;
          return h(
            'span',
            { class: 'bmds-tick', 'data-index': index, style: `left:${left}%` },
            numbered ? String(index + 1) : '',
          );
        }),
      );
    },
    show(index: number, label: string): void {
      input.value = String(index);
      input.setAttribute('aria-valuetext', `frame ${index + 1} of ${count}: ${label}`);
      for (const tick of ticks.querySelectorAll<HTMLElement>('.bmds-tick')) {
        tick.toggleAttribute('data-current', tick.dataset.index === String(index));
      }
    },
  };
}
