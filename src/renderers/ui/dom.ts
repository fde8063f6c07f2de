type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | undefined | ((event: never) => void);

/**
 * Builds an element: attributes by name (`true` sets an empty one, `false` and `undefined` leave it out),
 * listeners by `onclick`-style names, then the children.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    // Listener types are checked by the event they name only at run time; the cast is where DOM typing ends.
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(
    ...children.filter(
      (child): child is Node | string => child !== null && child !== undefined && child !== false,
    ),
  );
  return element;
}

/** Writes text only when it changed, so that screen readers and selections are left alone. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Adds a style sheet to the page once, whatever the number of outputs. */
export function addStyles(id: string, css: string): void {
  if (document.getElementById(id)) return;
  document.head.append(h('style', { id }, css));
}
