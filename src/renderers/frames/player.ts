import type { RendererContext } from 'vscode-notebook-renderer';
import type { FramesData } from '../../outputs';
import { iconButton, select } from '../ui/controls';
import { type Decoded, ImageDecoder } from '../ui/decode';
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
import { FIT, fitHeight, type Size, type Viewport } from '../ui/viewport';
import { zoomControls } from '../ui/zoomControls';
import {
  advance,
  FPS_CHOICES,
  type Playback,
  type Repeat,
  seek,
  startPlayback,
  step,
  toggle,
  withCount,
} from './playback';
import { scrubber } from './scrubber';

const REPEATS = [
  { value: 'loop', label: 'Loop', icon: 'loop' },
  { value: 'bounce', label: 'Bounce', icon: 'bounce' },
  { value: 'once', label: 'Once', icon: 'once' },
] as const;

const KEYS = [
  ['Space', 'Play or pause'],
  ['← →', 'Previous or next frame'],
  ['Home End', 'First or last frame'],
  ['L', 'Loop, bounce or play once'],
  ['+ - 0', 'Zoom in, out, fit'],
  ['W A S D', 'Pan'],
  ['Ctrl+wheel', 'Zoom at the pointer'],
] as const;

const TALLEST = 520; // CSS pixels

/** A frame sequence on a canvas, with transport, scrubbing, zoom and pan. */
export class FramesPlayer implements View<FramesData> {
  readonly element: HTMLElement;
  viewport: Viewport = FIT;
  scene: Size = { width: 1, height: 1 };
  #data: FramesData | undefined;
  #decoded: Decoded[] = [];
  #state: Playback | undefined;
  #clock = 0;
  #key = '';
  readonly #decoder = new ImageDecoder();
  readonly #title = h('h3', { class: 'bmds-title' });
  readonly #size = h('span', { class: 'bmds-muted', style: 'font-size:12px' });
  readonly #label = h('div', { class: 'bmds-tag' });
  readonly #broken = h('div', { class: 'bmds-broken', hidden: true });
  readonly #counter = h('span', { class: 'bmds-counter' });
  readonly #notes = notesList();
  readonly #help = helpOverlay('Keys of the player', KEYS);
  readonly #pane = new Pane(() => this.redraw(), this.#label, this.#broken);
  readonly #play = iconButton('play', 'Play (Space)', () => this.#change(toggle));
  readonly #repeat = iconButton('loop', '', () => this.#nextRepeat());
  readonly #fps = select('Speed', (value) =>
    this.#change((state) => ({ ...state, fps: Number(value), shown: 0 })),
  );
  readonly #scrub = scrubber((index) => this.#change((state) => ({ ...seek(state, index), playing: false })));
  readonly #zoom = zoomControls(this);

  readonly #context: RendererContext<unknown>;

  constructor(context: RendererContext<unknown>) {
    this.#context = context;
    const transport = h(
      'div',
      { class: 'bmds-group', role: 'group', 'aria-label': 'Playback' },
      iconButton('previous', 'Previous frame (←)', () => this.#change((state) => step(state, -1))).element,
      this.#play.element,
      iconButton('next', 'Next frame (→)', () => this.#change((state) => step(state, 1))).element,
      this.#repeat.element,
    );
    const toolbar = h(
      'div',
      { class: 'bmds-toolbar', role: 'toolbar', 'aria-label': 'Player' },
      transport,
      this.#counter,
      this.#fps.element,
      h('span', { class: 'bmds-spacer' }),
      this.#zoom.element,
      iconButton('save', 'Save this frame as PNG', () => this.#save()).element,
      iconButton('help', 'Keys (?)', () => this.#help.toggle()).element,
    );
    this.#pane.element.tabIndex = 0;
    this.#pane.element.setAttribute('role', 'img');
    this.element = h(
      'section',
      { class: 'bmds bmds-frames' },
      h('div', { class: 'bmds-header' }, this.#title, this.#size),
      this.#pane.element,
      this.#scrub.element,
      toolbar,
      this.#notes.element,
      this.#help.element,
    );
    navigate(this.#pane, this);
    onKeys(this.element, (event) => this.#press(event));
  }

  get paneSize(): Size {
    return this.#pane.size;
  }

  async update(data: FramesData): Promise<void> {
    const decoded = await this.#decoder.decodeAll(data.frames);
    if (!decoded) return;
    this.#data = data;
    this.#decoded = decoded;
    this.#key = viewKey(data.title, data.frames);
    const initial = startPlayback(data.frames.length, data.fps);
    this.#state = withCount(this.#state ?? recall(this.#context, this.#key, initial), data.frames.length);
    this.scene = { width: data.frames[0]!.width, height: data.frames[0]!.height };
    setText(this.#title, data.title);
    setText(
      this.#size,
      `${data.frames.length} frame${data.frames.length === 1 ? '' : 's'}, ${this.scene.width} × ${this.scene.height}`,
    );
    this.element.setAttribute('aria-label', data.title);
    this.#notes.set([...data.notes, ...reducedNote(data.frames)]);
    this.#scrub.setFrames(data.frames.map((frame) => frame.label));
    this.redraw();
  }

  redraw(): void {
    if (!this.#data || !this.#state) return;
    const state = this.#state;
    const frame = this.#data.frames[state.index]!;
    const decoded = this.#decoded[state.index]!;
    this.#pane.setHeight(fitHeight(this.scene, this.#pane.size.width, TALLEST));
    this.#pane.draw(this.viewport, this.scene, 'bitmap' in decoded ? [{ source: decoded.bitmap }] : []);
    this.#pane.element.setAttribute(
      'aria-label',
      `${this.#data.title}, frame ${state.index + 1} of ${state.count}: ${frame.label}`,
    );
    this.#broken.hidden = 'bitmap' in decoded;
    setText(this.#broken, 'broken' in decoded ? decoded.broken : '');
    setText(this.#label, frame.label);
    this.#label.hidden = frame.label === '';
    setText(this.#counter, `${state.index + 1} / ${state.count}`);
    this.#scrub.show(state.index, frame.label);
    this.#play.show(state.playing ? 'pause' : 'play', state.playing ? 'Pause (Space)' : 'Play (Space)');
    this.#play.element.disabled = state.count < 2;
    const repeat = REPEATS.find((one) => one.value === state.repeat)!;
    this.#repeat.show(repeat.icon, `${repeat.label}: change with L`);
    const speeds = [...new Set([...FPS_CHOICES, state.fps])].sort((a, b) => a - b);
    this.#fps.set(
      speeds.map((fps) => ({ value: String(fps), label: `${fps} fps` })),
      String(state.fps),
    );
    this.#zoom.refresh();
  }

  dispose(): void {
    cancelAnimationFrame(this.#clock);
    this.#pane.dispose();
    this.#decoder.dispose();
  }

  #change(make: (state: Playback) => Playback): void {
    if (!this.#state) return;
    this.#state = make(this.#state);
    keep(this.#context, this.#key, { ...this.#state, playing: false });
    this.redraw();
    cancelAnimationFrame(this.#clock);
    if (this.#state.playing) this.#run();
  }

  #run(): void {
    let before = performance.now();
    const tick = (now: number): void => {
      if (!this.#state?.playing) return;
      const next = advance(this.#state, now - before);
      before = now;
      const moved = next.index !== this.#state.index || !next.playing;
      this.#state = next;
      if (moved) this.redraw();
      this.#clock = requestAnimationFrame(tick);
    };
    this.#clock = requestAnimationFrame(tick);
  }

  #nextRepeat(): void {
    const order: Repeat[] = REPEATS.map((one) => one.value);
    this.#change((state) => ({ ...state, repeat: order[(order.indexOf(state.repeat) + 1) % order.length]! }));
  }

  #save(): void {
    const frame = this.#data?.frames[this.#state?.index ?? 0];
    if (frame)
      saveFile(fileName(`${this.#data!.title} ${frame.label}`, 'png'), `data:image/png;base64,${frame.png}`);
  }

  #press(event: KeyboardEvent): boolean {
    if (this.#help.isOpen() && event.key !== '?' && event.key !== 'Escape') return false;
    const actions: Record<string, () => void> = {
      ' ': () => this.#change(toggle),
      ArrowLeft: () => this.#change((state) => step(state, -1)),
      ArrowRight: () => this.#change((state) => step(state, 1)),
      Home: () => this.#change((state) => ({ ...seek(state, 0), playing: false })),
      End: () => this.#change((state) => ({ ...seek(state, state.count - 1), playing: false })),
      l: () => this.#nextRepeat(),
      '?': () => this.#help.toggle(),
    };
    if (event.key === 'Escape' && this.#help.isOpen()) this.#help.toggle(false);
    else if (actions[event.key]) actions[event.key]!();
    else {
      const viewport = navigationKey(event.key, this.viewport, this.scene, this.#pane.size);
      if (!viewport) return false;
      this.viewport = viewport;
      this.redraw();
    }
    return true;
  }
}
