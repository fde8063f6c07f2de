import { types } from 'node:util';
import { currentCell } from './cell';
import { KERNEL } from './instrument';
import { guard, Interrupted, stopWord } from './interrupt';
import type { Modules } from './modules';

/** Returns what was awaited, unless the cell was ended meanwhile. */
function resumed<T>(value?: T): T | undefined {
  if (currentCell()?.abandoned) throw new Interrupted();
  return value;
}

const held = new Set<PromiseLike<unknown>>();

/** Keeps a promise reachable until it settles. */
function hold<T>(value: T): T {
  if (types.isPromise(value)) {
    held.add(value);
    const release = () => held.delete(value);
    value.then(release, release);
  }
  return value;
}

/** Defines what compiled cells call; a property that no listing of globals shows. */
export function installRuntime(modules: Modules, meta: object): void {
  const runtime = Object.freeze({
    stop: stopWord,
    guard,
    resumed,
    hold,
    meta,
    importStatic: (specifier: string, needed?: readonly string[]) =>
      hold(modules.importStatic(specifier, needed)),
    importDynamic: (specifier: unknown) => modules.import(String(specifier)),
  });
  Object.defineProperty(globalThis, KERNEL, { value: runtime });
}
