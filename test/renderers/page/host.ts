import type { ActivationFunction, RendererApi } from 'vscode-notebook-renderer';
import { THEMES, type ThemeName } from './themes';

/** What VS Code's output webview does, as far as a renderer can tell; tests call it by `host.…`. */
const renderers = new Map<string, RendererApi>();
const noEvents = new AbortController();

const host = {
  theme(name: ThemeName): void {
    const root = document.documentElement;
    root.removeAttribute('style');
    for (const [variable, value] of Object.entries(THEMES[name]))
      root.style.setProperty(`--vscode-${variable}`, value);
    document.body.className = `vscode-${name}`;
  },

  /** Renders an item into an element, which is made at its first use and re-used afterwards. */
  async render(renderer: string, data: unknown, into = 'output', id = 'item-1'): Promise<void> {
    let api = renderers.get(renderer);
    if (!api) {
      const module = (await import(`/dist/renderers/${renderer}.js`)) as { activate: ActivationFunction };
      let state: unknown;
      const context = {
        setState(value: unknown) {
          state = value;
        },
        getState: () => state,
        getRenderer: async () => undefined,
        workspace: { isTrusted: true },
      };
      api = (await module.activate(context))!;
      renderers.set(renderer, api);
    }
    let element = document.getElementById(into);
    if (!element) {
      element = document.createElement('div');
      element.id = into;
      document.body.append(element);
    }
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    const item = {
      id,
      mime: `application/vnd.bmdsrnet.${renderer}.v1+json`,
      metadata: {},
      text: () => text,
      json: () => JSON.parse(text) as unknown,
      data: () => new TextEncoder().encode(text),
      blob: () => new Blob([text]),
    };
    await api.renderOutputItem(item, element, noEvents.signal);
  },

  dispose: (renderer: string, id?: string): void => renderers.get(renderer)?.disposeOutputItem?.(id),

  /** RGBA of the canvas pixel at CSS coordinates of the canvas. */
  pixel(selector: string, x: number, y: number): number[] {
    const canvas = document.querySelector<HTMLCanvasElement>(selector)!;
    const ratio = canvas.width / canvas.clientWidth;
    return [
      ...canvas.getContext('2d')!.getImageData(Math.floor(x * ratio), Math.floor(y * ratio), 1, 1).data,
    ];
  },

  /** RGBA in the middle of a canvas. */
  middle(selector: string): number[] {
    const canvas = document.querySelector<HTMLCanvasElement>(selector)!;
    return host.pixel(selector, canvas.clientWidth / 2, canvas.clientHeight / 2);
  },
};

Object.assign(window, { host });
