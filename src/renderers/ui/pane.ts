import { h } from './dom';
import { drawPixelValues } from './pixelValues';
import { type Point, type Size, sceneRect, type Viewport } from './viewport';

/** One image of a pane; `from` and `to` cut it to a vertical strip, as fractions of the pane's width. */
export interface Layer {
  source: ImageBitmap | OffscreenCanvas;
  from?: number;
  to?: number;
  /** RGBA bytes of the source: its values are written on its pixels at high zoom. */
  pixels?: ImageData;
}

/** A canvas that shows layers of one scene through a viewport, sharp on high-density screens. */
export class Pane {
  readonly canvas = h('canvas', {});
  readonly element: HTMLElement;
  readonly #observer: ResizeObserver;
  #redraw: () => void;

  constructor(redraw: () => void, ...overlays: Node[]) {
    this.#redraw = redraw;
    this.element = h('div', { class: 'bmds-stage' }, this.canvas, ...overlays);
    this.#observer = new ResizeObserver(() => this.#redraw());
    this.#observer.observe(this.element);
  }

  /** Size of the drawing area in CSS pixels; never zero, so that fractions stay finite. */
  get size(): Size {
    return { width: Math.max(1, this.canvas.clientWidth), height: Math.max(1, this.canvas.clientHeight) };
  }

  /** Sets the height of the drawing area in CSS pixels. */
  setHeight(height: number): void {
    const border = this.element.offsetHeight - this.element.clientHeight;
    const style = `${height + border}px`;
    if (this.element.style.height !== style) this.element.style.height = style;
  }

  /** Pane coordinates of a pointer event. */
  locate(event: MouseEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  draw(view: Viewport, scene: Size, layers: readonly Layer[], cursor?: Point): void {
    const { width, height } = this.size;
    const ratio = window.devicePixelRatio;
    const pixelWidth = Math.round(width * ratio);
    const pixelHeight = Math.round(height * ratio);
    if (this.canvas.width !== pixelWidth || this.canvas.height !== pixelHeight) {
      this.canvas.width = pixelWidth;
      this.canvas.height = pixelHeight;
    }
    const context = this.canvas.getContext('2d')!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, pixelWidth, pixelHeight);
    context.scale(ratio, ratio);
    const rect = sceneRect(view, scene, { width, height });
    for (const layer of layers) {
      context.save();
      context.beginPath();
      context.rect((layer.from ?? 0) * width, 0, ((layer.to ?? 1) - (layer.from ?? 0)) * width, height);
      context.clip();
      context.imageSmoothingEnabled = isSmooth((rect.width / layer.source.width) * ratio);
      context.imageSmoothingQuality = 'high';
      context.drawImage(layer.source, rect.x, rect.y, rect.width, rect.height);
      if (layer.pixels) drawPixelValues(context, layer.pixels, rect, { width, height });
      context.restore();
    }
    if (cursor)
      drawCursor(context, { x: rect.x + cursor.x * rect.width, y: rect.y + cursor.y * rect.height });
  }

  dispose(): void {
    this.#observer.disconnect();
  }
}

// Between 1 and 2 device pixels, hard edges would come out uneven; from 2 on, what is a pixel must look like one.
const isSmooth = (scale: number): boolean => scale < 2 && scale !== 1;

// Black under white: seen on any picture.
function drawCursor(context: CanvasRenderingContext2D, at: Point): void {
  for (const [style, width] of [
    ['rgb(0 0 0 / 70%)', 3],
    ['rgb(255 255 255 / 90%)', 1],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      context.moveTo(at.x + dx * 4, at.y + dy * 4);
      context.lineTo(at.x + dx * 10, at.y + dy * 10);
    }
    context.stroke();
  }
}
