const KEY = Symbol.for('bmdsrnet.kernel');

/**
 * State that every bundle in this process shares: the runner and the library that cells import are built apart,
 * so a module variable would exist twice. The first caller's `initial` is kept.
 */
export function sharedState<T extends object>(name: string, initial: T): T {
  const scope = globalThis as { [KEY]?: Map<string, object> };
  if (scope[KEY] === undefined) Object.defineProperty(scope, KEY, { value: new Map<string, object>() });
  const states = scope[KEY]!;
  if (!states.has(name)) states.set(name, initial);
  // The name stands for the type: each is used by one module only.
  return states.get(name) as T;
}
