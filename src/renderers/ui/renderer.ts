import type { ActivationFunction, RendererContext } from 'vscode-notebook-renderer';
import baseCss from './base.css';
import { addStyles, h } from './dom';
import { message } from './notes';
import { BadData } from './parse';

/** What draws one output: created once an element, then patched in place. */
export interface View<Data> {
  readonly element: HTMLElement;
  update(data: Data): void | Promise<void>;
  dispose(): void;
}

export interface RendererDefinition<Data> {
  name: string;
  css: string;
  /** @throws BadData with a sentence for the user */
  parse(value: unknown): Data;
  create(context: RendererContext<unknown>): View<Data>;
}

/**
 * Makes the `activate` function of a notebook renderer. VS Code calls `renderOutputItem` again with the same element
 * when a live output changes; the view stays, so that zoom, frame and scroll position do too.
 */
export function defineRenderer<Data>(definition: RendererDefinition<Data>): ActivationFunction {
  return (context) => {
    addStyles('bmds-base-style', baseCss);
    addStyles(`bmds-${definition.name}-style`, definition.css);
    const views = new Map<HTMLElement, { id: string; view: View<Data> }>();
    const drop = (element: HTMLElement): void => {
      views.get(element)?.view.dispose();
      views.delete(element);
    };
    return {
      async renderOutputItem(item, element) {
        let data: Data;
        try {
          data = definition.parse(item.json());
        } catch (error) {
          drop(element);
          element.replaceChildren(h('div', { class: 'bmds' }, message(explain(error))));
          return;
        }
        const view = views.get(element)?.view ?? definition.create(context);
        views.set(element, { id: item.id, view });
        if (view.element.parentElement !== element) element.replaceChildren(view.element);
        await view.update(data);
      },
      disposeOutputItem(id) {
        for (const [element, entry] of [...views]) if (id === undefined || entry.id === id) drop(element);
      },
    };
  };
}

const explain = (error: unknown): string =>
  error instanceof BadData
    ? error.message
    : `This output cannot be shown: its data is not readable (${error instanceof Error ? error.message : String(error)}). Run the cell again to replace it.`;
