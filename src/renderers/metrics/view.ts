import type { MetricsData } from '../../outputs';
import { iconButton } from '../ui/controls';
import { h, setText } from '../ui/dom';
import { copyText } from '../ui/export';
import { icon } from '../ui/icons';
import { onKeys } from '../ui/keys';
import { notesList } from '../ui/notes';
import type { View } from '../ui/renderer';
import { toCsv, toLatex, toMarkdown } from './export';
import {
  bestValues,
  formatCell,
  heading,
  isNumeric,
  nextSorting,
  type Row,
  type Sorting,
  sortRows,
} from './table';

type Format = (data: MetricsData, rows: readonly Row[]) => string;

/** A table of measurements that never hides its protocol. */
export class MetricsView implements View<MetricsData> {
  readonly element: HTMLElement;
  #data: MetricsData | undefined;
  #sorting: Sorting | undefined;
  readonly #title = h('h3', { class: 'bmds-title' });
  readonly #protocol = h('dd');
  readonly #measuredOn = h('dd');
  readonly #head = h('tr');
  readonly #body = h('tbody');
  readonly #notes = notesList();
  readonly #feedback = h('span', { class: 'bmds-feedback', role: 'status' });
  readonly #manual = h('textarea', {
    class: 'bmds-manual',
    readonly: true,
    rows: 6,
    'aria-label': 'Text to copy by hand',
    hidden: true,
  });

  constructor() {
    this.element = h(
      'section',
      { class: 'bmds bmds-metrics' },
      h('div', { class: 'bmds-header' }, this.#title),
      h(
        'dl',
        { class: 'bmds-protocol' },
        h('dt', {}, 'Protocol'),
        this.#protocol,
        h('dt', {}, 'Measured on'),
        this.#measuredOn,
      ),
      h(
        'div',
        { class: 'bmds-scroll', tabindex: 0, role: 'region', 'aria-label': 'Table' },
        h('table', {}, h('thead', {}, this.#head), this.#body),
      ),
      h(
        'div',
        { class: 'bmds-toolbar', role: 'toolbar', 'aria-label': 'Copy' },
        this.#copyButton('CSV', toCsv),
        this.#copyButton('Markdown', toMarkdown),
        this.#copyButton('LaTeX', toLatex),
        this.#feedback,
      ),
      this.#manual,
      this.#notes.element,
    );
    onKeys(this.element, () => false);
    this.#manual.addEventListener('keydown', (event) => event.stopPropagation());
  }

  update(data: MetricsData): void {
    this.#data = data;
    if (this.#sorting && this.#sorting.column >= data.columns.length) this.#sorting = undefined;
    setText(this.#title, data.title);
    setText(this.#protocol, data.protocol);
    setText(this.#measuredOn, data.measuredOn);
    this.element.setAttribute('aria-label', data.title);
    this.#notes.set(data.notes);
    this.#show();
  }

  dispose(): void {}

  #show(): void {
    const data = this.#data!;
    const best = bestValues(data);
    const labels = [{ index: -1, text: '', numeric: false }].concat(
      data.columns.map((column, index) => ({
        index,
        text: heading(column),
        numeric: isNumeric(data, index),
      })),
    );
    this.#head.replaceChildren(
      ...labels.map(({ index, text, numeric }) => this.#heading(index, text, numeric)),
    );
    const rows = sortRows(data.rows, this.#sorting).map((row) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, row.label),
        ...row.values.map((value, index) => {
          const shown = formatCell(value, data.columns[index]!);
          const isBest = typeof value === 'number' && shown === best[index];
          const attributes = {
            class: [isNumeric(data, index) && 'bmds-number', isBest && 'bmds-best'].filter(Boolean).join(' '),
            title:
              typeof value === 'number' ? `${value}${isBest ? ', the best of this column' : ''}` : undefined,
          };
          return h('td', attributes, isBest ? h('strong', {}, shown) : shown);
        }),
      ),
    );
    this.#body.replaceChildren(...rows);
  }

  #heading(index: number, text: string, numeric: boolean): HTMLElement {
    const sorted = this.#sorting?.column === index ? this.#sorting.direction : undefined;
    const better = this.#data!.columns[index]?.better;
    const hint = better ? `; ${better} is better` : '';
    const sort = (): void => {
      this.#sorting = nextSorting(this.#sorting, index, better);
      this.#show();
      this.#head.children[index + 1]?.querySelector('button')?.focus();
    };
    const name = text || 'Name';
    const button = h(
      'button',
      {
        type: 'button',
        class: 'bmds-button',
        title: `Sort by ${name}${hint}`,
        'aria-label': `Sort by ${name}`,
        onclick: sort,
      },
      h('span', {}, text),
      sorted ? icon(sorted) : h('span', { class: 'bmds-no-sort' }),
    );
    return h(
      'th',
      { scope: 'col', class: numeric ? 'bmds-number' : '', 'aria-sort': sorted ?? 'none' },
      button,
    );
  }

  #copyButton(name: string, format: Format): HTMLElement {
    return iconButton('copy', `Copy as ${name}`, () => void this.#copy(name, format), name).element;
  }

  async #copy(name: string, format: Format): Promise<void> {
    const data = this.#data!;
    const text = format(data, sortRows(data.rows, this.#sorting));
    const copied = await copyText(text);
    this.#manual.hidden = copied;
    setText(
      this.#feedback,
      copied ? `Copied as ${name}.` : 'The clipboard was refused here: copy the text below with Ctrl+C.',
    );
    if (copied) return;
    this.#manual.value = text;
    this.#manual.focus();
    this.#manual.select();
  }
}
