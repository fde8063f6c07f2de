import type { CurvesData } from '../../outputs';
import { iconButton, slider } from '../ui/controls';
import { h, setText } from '../ui/dom';
import { fileName, saveFile, textUrl } from '../ui/export';
import { onKeys } from '../ui/keys';
import { notesList } from '../ui/notes';
import type { View } from '../ui/renderer';
import { readTheme, watchTheme } from '../ui/theme';
import { curvesCsv } from './csv';
import { type CurveOptions, figure } from './figure';
import { progressText } from './format';
import { legend } from './legend';
import { drawPlot, plotImage, removePlot, resetPlot } from './plot';
import { throttle } from './throttle';

const DRAW_INTERVAL = 100; // milliseconds: at most ten draws a second

/** Training curves that are patched while the run goes on and need nothing but their data afterwards. */
export class CurvesView implements View<CurvesData> {
  readonly element: HTMLElement;
  #data: CurvesData | undefined;
  #disposed = false;
  #options: CurveOptions = { smoothing: 0.6, logLeft: false, hidden: new Set() };
  readonly #title = h('h3', { class: 'bmds-title' });
  readonly #badge = h('span', { class: 'bmds-badge' }, 'running');
  readonly #bar = h(
    'div',
    { class: 'bmds-progress', role: 'progressbar', 'aria-label': 'Training', 'aria-valuemin': 0 },
    h('div'),
  );
  readonly #progress = h('span', { class: 'bmds-muted' });
  readonly #status = h('span', { class: 'bmds-status', role: 'status' });
  readonly #empty = h('div', { class: 'bmds-empty' });
  readonly #plot = h('div', { class: 'bmds-plot' });
  readonly #legend = legend((name) => this.#toggle(name));
  readonly #notes = notesList();
  readonly #smoothing = slider('Smoothing', { min: 0, max: 0.99, step: 0.01 }, (smoothing) =>
    this.#set({ smoothing }),
  );
  readonly #log = iconButton(
    'log',
    'Logarithmic left axis',
    () => this.#set({ logLeft: !this.#options.logLeft }),
    'Log',
  );
  readonly #draw = throttle(() => this.#drawNow(), DRAW_INTERVAL);
  readonly #resize = new ResizeObserver(() => this.#draw.call());
  readonly #unwatch = watchTheme(() => this.#draw.call());

  constructor() {
    this.element = h(
      'section',
      { class: 'bmds bmds-curves' },
      h('div', { class: 'bmds-header' }, this.#title, this.#badge),
      h(
        'div',
        { class: 'bmds-run' },
        this.#bar,
        h('div', { class: 'bmds-run-text' }, this.#progress, this.#status),
      ),
      h(
        'div',
        { class: 'bmds-toolbar', role: 'toolbar', 'aria-label': 'Curves' },
        this.#smoothing.element,
        this.#log.element,
        h('span', { class: 'bmds-spacer' }),
        iconButton('fit', 'Show all of the curves again (double click)', () => void resetPlot(this.#plot))
          .element,
        iconButton('save', 'Save the plot as PNG', () => void this.#savePng(), 'PNG').element,
        iconButton('save', 'Save the values as CSV', () => this.#saveCsv(), 'CSV').element,
      ),
      this.#empty,
      this.#plot,
      this.#legend.element,
      this.#notes.element,
    );
    this.#resize.observe(this.element);
    onKeys(this.element, () => false);
  }

  update(data: CurvesData): void {
    if (!this.#data) this.#options = { ...this.#options, logLeft: data.logLeft };
    this.#data = data;
    setText(this.#title, data.title);
    this.element.setAttribute('aria-label', data.title);
    this.#badge.hidden = !data.live;
    const { done, total } = data.progress;
    this.#bar.hidden = total <= 0;
    this.#bar.setAttribute('aria-valuemax', String(total));
    this.#bar.setAttribute('aria-valuenow', String(done));
    (this.#bar.firstElementChild as HTMLElement).style.width =
      `${total > 0 ? Math.min(100, (100 * done) / total) : 0}%`;
    setText(this.#progress, progressText(data));
    setText(this.#status, data.status);
    this.#notes.set(data.notes);
    this.#draw.call();
  }

  dispose(): void {
    this.#disposed = true;
    this.#draw.cancel();
    this.#resize.disconnect();
    this.#unwatch();
    removePlot(this.#plot);
  }

  #set(change: Partial<CurveOptions>): void {
    this.#options = { ...this.#options, ...change };
    this.#draw.call();
  }

  #toggle(name: string): void {
    const hidden = new Set(this.#options.hidden);
    if (!hidden.delete(name)) hidden.add(name);
    this.#set({ hidden });
  }

  #figure() {
    const width = this.element.clientWidth;
    const height = Math.round(Math.min(340, Math.max(220, width * 0.42)));
    return figure(this.#data!, this.#options, readTheme(this.element), { width, height });
  }

  async #drawNow(): Promise<void> {
    if (this.#disposed || !this.#data || this.element.clientWidth === 0) return;
    const { smoothing, logLeft, hidden } = this.#options;
    this.#smoothing.set(smoothing, smoothing === 0 ? 'off' : smoothing.toFixed(2));
    this.#log.press(logLeft);
    const points = this.#data.series.some((series) => series.x.length > 0);
    this.#empty.hidden = points;
    this.#plot.hidden = !points;
    setText(this.#empty, this.#data.live ? 'Waiting for the first step.' : 'This run has no recorded steps.');
    this.#legend.show(this.#data, readTheme(this.element), hidden);
    if (points) await drawPlot(this.#plot, this.#figure());
  }

  async #savePng(): Promise<void> {
    if (this.#data)
      saveFile(
        fileName(this.#data.title, 'png'),
        await plotImage(this.#figure(), readTheme(this.element).background),
      );
  }

  #saveCsv(): void {
    if (this.#data) saveFile(fileName(this.#data.title, 'csv'), textUrl('text/csv', curvesCsv(this.#data)));
  }
}
