import { currentCell } from './cell';
import { KERNEL } from './instrument';
import { guard, Interrupted, stopWord } from './interrupt';
import type { Modules } from './modules';

/** Returns what was awaited, unless the cell was ended meanwhile. */
function resumed<T>(value?: T): T | undefined {
  if (currentCell()?.abandoned) throw new Interrupted();
  return value;
}

/** Defines what compiled cells call; a property that no listing of globals shows. */
export function installRuntime(modules: Modules, meta: object): void {
  const runtime = Object.freeze({
    stop: stopWord,
    guard,
    resumed,
    meta,
    importStatic: (specifier: string, needed?: readonly string[]) => modules.importStatic(specifier, needed),
    importDynamic: (specifier: unknown) => modules.import(String(specifier)),
  });
  Object.defineProperty(globalThis, KERNEL, { value: runtime });
}
