import type { EncodedImage } from '../../outputs';

const MOST_VIEWS = 64;

/** Where VS Code keeps a renderer's state while its webview lives. */
interface StateStore {
  getState(): unknown;
  setState(value: Record<string, unknown>): void;
}

const all = (store: StateStore): Record<string, unknown> => {
  const state = store.getState();
  return typeof state === 'object' && state !== null ? { ...state } : {};
};

/** Remembers the user's choices in a view, so that it looks as it was left when VS Code draws it anew. */
export function keep(store: StateStore, key: string, choices: object): void {
  const { [key]: _, ...others } = all(store);
  store.setState(Object.fromEntries([...Object.entries(others), [key, choices]].slice(-MOST_VIEWS)));
}

/** The initial choices with those that were remembered; anything of another type is ignored. */
export function recall<T extends object>(store: StateStore, key: string, initial: T): T {
  const saved = all(store)[key];
  if (typeof saved !== 'object' || saved === null) return initial;
  const types = new Map(Object.entries(initial).map(([name, value]) => [name, typeof value]));
  const known = Object.entries(saved).filter(([name, value]) => types.get(name) === typeof value);
  return { ...initial, ...Object.fromEntries(known) };
}

/** The same for the same title and images, without holding the images. */
export const viewKey = (title: string, images: readonly (EncodedImage & { label: string })[]): string =>
  [title, ...images.map((image) => `${image.label} ${image.width}x${image.height} ${image.png.length}`)].join(
    '|',
  );
