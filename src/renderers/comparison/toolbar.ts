import type { ComparisonData } from '../../outputs';
import { type Choice, segmented, select, slider } from '../ui/controls';
import { h } from '../ui/dom';
import { DIFFERENCE_KINDS, type DifferenceKind } from './difference';
import { type ComparisonState, MAX_GAIN, type Mode } from './state';

const MODE_CHOICES: Choice<Mode>[] = [
  { value: 'side', label: 'Side by side', icon: 'sideBySide' },
  {
    value: 'flicker',
    label: 'Flicker',
    icon: 'flicker',
    title: 'Flicker: number keys and Tab swap images in place',
  },
  { value: 'wipe', label: 'Wipe', icon: 'wipe', title: 'Wipe: drag the line between two images' },
  {
    value: 'difference',
    label: 'Difference',
    icon: 'difference',
    title: 'Difference: what two images disagree on',
  },
];

/** View modes, and the choices of the mode that is on. */
export function comparisonToolbar(change: (part: Partial<ComparisonState>) => void) {
  const modes = segmented('View', MODE_CHOICES, (mode) => change({ mode }));
  const left = select('Left', (value) => change({ left: Number(value) }));
  const right = select('Right', (value) => change({ right: Number(value) }));
  const compared = select('Show', (value) => change({ compared: Number(value) }));
  const against = select('against', (value) => change({ against: Number(value) }));
  const kind = select('as', (value) => change({ kind: value as DifferenceKind })); // the options are the kinds
  const gain = slider('Gain', { min: 0, max: MAX_GAIN, step: 0.5 }, (value) => change({ gain: value }));
  const wipe = h('div', { class: 'bmds-options' }, left.element, right.element);
  const difference = h(
    'div',
    { class: 'bmds-options' },
    compared.element,
    against.element,
    kind.element,
    gain.element,
  );
  return {
    modes: modes.element,
    options: h('div', { class: 'bmds-option-row' }, wipe, difference),
    show(state: ComparisonState, images: ComparisonData['images']): void {
      const options = images.map((image, index) => ({ value: String(index), label: image.label }));
      modes.set(state.mode);
      wipe.hidden = state.mode !== 'wipe';
      difference.hidden = state.mode !== 'difference';
      left.set(options, String(state.left));
      right.set(options, String(state.right));
      compared.set(options, String(state.compared));
      against.set(options, String(state.against));
      kind.set(DIFFERENCE_KINDS, state.kind);
      gain.set(state.gain, gainLabel(state.gain));
    },
  };
}

export const gainLabel = (gain: number): string => `× ${Number((2 ** gain).toPrecision(2))}`;
