import type { RendererContext } from 'vscode-notebook-renderer';
import type { ComparisonData } from '../../outputs';
import { iconButton } from '../ui/controls';
import { h, setText } from '../ui/dom';
import { reducedNote } from '../ui/encodedImage';
import { fileName, saveFile } from '../ui/export';
import { helpOverlay } from '../ui/help';
import { onKeys } from '../ui/keys';
import { keep, recall, viewKey } from '../ui/memory';
import { navigate, navigationKey } from '../ui/navigation';
import { notesList } from '../ui/notes';
import { Pane } from '../ui/pane';
import type { View } from '../ui/renderer';
import { FIT, fitHeight, type Point, type Size, type Viewport } from '../ui/viewport';
import { zoomControls } from '../ui/zoomControls';
import { Card, strip } from './cards';
import { ComparedImages } from './images';
import { columnsFor, GAP, sceneOf, shapeNotes } from './layout';
import { sample } from './raster';
import { type ComparisonState, flip, initialState, nextMode, nudge, select, withImages } from './state';
import { comparisonToolbar, gainLabel } from './toolbar';
import { wipeHandle } from './wipeHandle';

const KEYS = [
  ['1 … 9', 'Show that image in place (flicker)'],
  ['Tab', 'Flip between the last two images, with the picture focused'],
  ['Shift', 'Hold to see the reference'],
  ['M', 'Next view: side by side, flicker, wipe, difference'],
  ['[ ]', 'Move the wipe, or change the gain'],
  ['+ - 0', 'Zoom in, out, fit'],
  ['← → ↑ ↓', 'Pan'],
  ['Ctrl+wheel', 'Zoom at the pointer'],
  ['Esc', 'Leave the picture'],
] as const;

const TALLEST = { side: 380, single: 560 };

/** Images of one scene: side by side, flickering in place, under a wipe, or as a difference. */
export class ComparisonView implements View<ComparisonData> {
  readonly element: HTMLElement;
  viewport: Viewport = FIT;
  scene: Size = { width: 1, height: 1 };
  #data: ComparisonData | undefined;
  #state: ComparisonState | undefined;
  #key = '';
  #cursor: Point | undefined;
  #holdReference = false;
  readonly #images = new ComparedImages();
  readonly #cards: Card[] = [];
  readonly #title = h('h3', { class: 'bmds-title' });
  readonly #grid = h('div', { class: 'bmds-grid' });
  readonly #left = h('div', { class: 'bmds-tag' });
  readonly #right = h('div', { class: 'bmds-tag bmds-tag-right' });
  readonly #broken = h('div', { class: 'bmds-broken' });
  readonly #wipe = wipeHandle((wipe) => this.#change({ wipe }));
  readonly #pane = new Pane(() => this.redraw(), this.#broken, this.#left, this.#right, this.#wipe.element);
  readonly #strip = strip((index) => this.#pick(index));
  readonly #figures = h('div', { class: 'bmds-figures' });
  readonly #toolbar = comparisonToolbar((part) => this.#change(part));
  readonly #zoom = zoomControls(this);
  readonly #notes = notesList();
  readonly #help = helpOverlay('Keys of the comparison', KEYS);

  readonly #context: RendererContext<unknown>;

  constructor(context: RendererContext<unknown>) {
    this.#context = context;
    this.#pane.element.tabIndex = 0;
    const toolbar = h(
      'div',
      { class: 'bmds-toolbar', role: 'toolbar', 'aria-label': 'Comparison' },
      this.#toolbar.modes,
      h('span', { class: 'bmds-spacer' }),
      this.#zoom.element,
      iconButton('save', 'Save this view as PNG', () => this.#save()).element,
      iconButton('help', 'Keys (?)', () => this.#help.toggle()).element,
    );
    this.element = h(
      'section',
      { class: 'bmds bmds-comparison' },
      h('div', { class: 'bmds-header' }, this.#title),
      toolbar,
      this.#toolbar.options,
      this.#grid,
      this.#pane.element,
      this.#strip.element,
      this.#figures,
      this.#notes.element,
      this.#help.element,
    );
    navigate(this.#pane, this);
    onKeys(this.element, (event, onStage) => this.#press(event, onStage));
    this.element.addEventListener('keyup', (event) => event.key === 'Shift' && this.#hold(false));
    this.element.addEventListener('focusout', () => this.#hold(false));
  }

  get paneSize(): Size {
    return (this.#state?.mode === 'side' ? (this.#cards[0]?.pane ?? this.#pane) : this.#pane).size;
  }

  async update(data: ComparisonData): Promise<void> {
    if (!(await this.#images.load(data.images))) return;
    this.#data = data;
    this.#key = viewKey(data.title, data.images);
    this.#state = withImages(this.#state ?? recall(this.#context, this.#key, initialState(data)), data);
    this.scene = sceneOf(data.images, data.reference);
    setText(this.#title, data.title);
    this.element.setAttribute('aria-label', data.title);
    this.#notes.set([...data.notes, ...shapeNotes(data.images, this.scene), ...reducedNote(data.images)]);
    while (this.#cards.length > data.images.length) this.#removeCard();
    while (this.#cards.length < data.images.length) this.#addCard();
    this.redraw();
  }

  hover(point: Point | undefined): void {
    this.#cursor = point;
    this.redraw();
  }

  redraw(): void {
    if (!this.#data || !this.#state) return;
    const side = this.#state.mode === 'side';
    this.#grid.hidden = !side;
    this.#pane.element.hidden = side;
    this.#strip.element.hidden = side;
    this.#toolbar.show(this.#state, this.#data.images);
    const values = this.#data.images.map((_, index) => this.#valueAt(index));
    if (side) this.#drawGrid(this.#data, values);
    else this.#drawSingle(this.#data, this.#state, values);
    this.#zoom.refresh();
  }

  dispose(): void {
    while (this.#cards.length > 0) this.#removeCard();
    this.#pane.dispose();
    this.#images.dispose();
  }

  #drawGrid(data: ComparisonData, values: string[]): void {
    setText(this.#figures, this.#where());
    const width = this.element.clientWidth;
    const columns = columnsFor(data.images.length, width);
    this.#grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    const height = fitHeight(this.scene, (width - GAP * (columns - 1)) / columns, TALLEST.side);
    for (const [index, card] of this.#cards.entries()) {
      card.describe(data.images[index]!, index, this.#images.broken(index));
      card.showPixel(values[index]!);
      card.pane.setHeight(height);
      card.pane.draw(this.viewport, this.scene, this.#images.layer(index), this.#cursor);
    }
  }

  #drawSingle(data: ComparisonData, state: ComparisonState, values: string[]): void {
    this.#pane.setHeight(fitHeight(this.scene, this.#pane.size.width, TALLEST.single));
    const label = (index: number): string => data.images[index]!.label;
    const reference = this.#holdReference ? data.reference : undefined;
    const draw = (layers: Parameters<Pane['draw']>[2], shown: number[], left: string, right = ''): void => {
      this.#pane.draw(this.viewport, this.scene, layers);
      this.#strip.show(data.images, shown, values);
      const broken = shown.map((index) => this.#images.broken(index)).find((reason) => reason !== undefined);
      this.#broken.hidden = broken === undefined;
      setText(this.#broken, broken ?? '');
      setText(this.#left, left);
      setText(this.#right, right);
      this.#right.hidden = right === '';
      this.#pane.element.setAttribute('aria-label', [data.title, left, right].filter(Boolean).join(', '));
    };
    this.#wipe.element.hidden = state.mode !== 'wipe' || reference !== undefined;
    if (reference !== undefined || state.mode === 'flicker') {
      const index = reference ?? state.current;
      draw(this.#images.layer(index), [index], `${index + 1}  ${label(index)}`);
      setText(this.#figures, this.#where());
    } else if (state.mode === 'wipe') {
      const { left, right, wipe } = state;
      this.#wipe.show(wipe, label(left), label(right));
      draw(
        [...this.#images.layer(left, 0, wipe), ...this.#images.layer(right, wipe, 1)],
        [left, right],
        label(left),
        label(right),
      );
      setText(this.#figures, this.#where());
    } else {
      const { compared, against, kind, gain } = state;
      const found = this.#images.difference(compared, against, kind, gain);
      draw(
        found ? [found.layer] : [],
        [compared, against],
        `${label(compared)} − ${label(against)}, ${gainLabel(gain)}`,
      );
      const figures =
        found && `mean |difference| ${found.result.mean.toFixed(2)}, largest ${found.result.largest} of 255`;
      setText(this.#figures, [figures, this.#where()].filter(Boolean).join(' · '));
    }
  }

  // The scene pixel under the pointer; a sentence keeps the line's place when there is none.
  #where(): string {
    const at = this.#cursor;
    if (!at || at.x < 0 || at.y < 0 || at.x >= 1 || at.y >= 1)
      return 'Point at the picture to read pixel values.';
    return `x ${Math.floor(at.x * this.scene.width)}, y ${Math.floor(at.y * this.scene.height)} of ${this.scene.width} × ${this.scene.height}`;
  }

  #valueAt(index: number): string {
    const pixels = this.#cursor && this.#images.pixels(index);
    return pixels && this.#cursor ? (sample(pixels, this.#cursor)?.join(' ') ?? '') : '';
  }

  #addCard(): void {
    const card = new Card(() => this.redraw());
    this.#cards.push(card);
    this.#grid.append(card.element);
    navigate(card.pane, this);
  }

  #removeCard(): void {
    const card = this.#cards.pop();
    card?.pane.dispose();
    card?.element.remove();
  }

  #change(part: Partial<ComparisonState>): void {
    this.#set((state) => ({ ...state, ...part }));
  }

  #set(make: (state: ComparisonState) => ComparisonState): void {
    if (!this.#state) return;
    this.#state = make(this.#state);
    keep(this.#context, this.#key, this.#state);
    this.redraw();
  }

  // A click on an image of the strip: the side that the mode compares, else the picture itself.
  #pick(index: number): void {
    this.#set((state) => {
      if (state.mode === 'wipe') return { ...state, right: index };
      if (state.mode === 'difference') return { ...state, compared: index };
      return select(state, index);
    });
  }

  #hold(on: boolean): void {
    const hold = on && this.#data?.reference !== undefined && this.#state?.mode !== 'side';
    if (hold === this.#holdReference) return;
    this.#holdReference = hold;
    this.redraw();
  }

  #save(): void {
    const canvas = this.#state?.mode === 'side' ? this.#sheet() : this.#pane.canvas;
    saveFile(
      fileName(`${this.#data?.title ?? ''} ${this.#state?.mode ?? ''}`, 'png'),
      canvas.toDataURL('image/png'),
    );
  }

  // The panes of the grid in one picture, in the grid's own arrangement.
  #sheet(): HTMLCanvasElement {
    const origin = this.#grid.getBoundingClientRect();
    const ratio = window.devicePixelRatio;
    const sheet = h('canvas', {
      width: Math.round(origin.width * ratio),
      height: Math.round(origin.height * ratio),
    });
    const context = sheet.getContext('2d')!;
    for (const { pane } of this.#cards) {
      const box = pane.canvas.getBoundingClientRect();
      context.drawImage(pane.canvas, (box.left - origin.left) * ratio, (box.top - origin.top) * ratio);
    }
    return sheet;
  }

  #press(event: KeyboardEvent, onStage: boolean): boolean {
    const { key } = event;
    if (key === '?') this.#help.toggle();
    else if (this.#help.isOpen()) {
      if (key !== 'Escape') return false;
      this.#help.toggle(false);
    } else if (/^[1-9]$/.test(key)) {
      if (Number(key) > this.#cards.length) return false;
      this.#showInPlace((state) => select(state, Number(key) - 1));
    } else if (key === 'Tab' && !event.shiftKey && onStage && this.#state?.mode === 'flicker')
      this.#set(flip);
    else if (key === 'm') this.#set(nextMode);
    else if (key === 'Escape' && onStage) this.element.querySelector('button')?.focus();
    else if (key === '[' || key === ']') this.#set((state) => nudge(state, key === ']' ? 1 : -1));
    else if (key === 'Shift') this.#hold(true);
    else {
      const viewport = navigationKey(key, this.viewport, this.scene, this.paneSize, onStage);
      if (!viewport) return false;
      this.viewport = viewport;
      this.redraw();
    }
    return true;
  }

  // From the grid to one pane, the keys stay with the picture.
  #showInPlace(make: (state: ComparisonState) => ComparisonState): void {
    this.#set(make);
    this.#pane.element.focus({ preventScroll: true });
  }
}
