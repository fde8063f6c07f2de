import type { JsonObject } from '../protocol';
import { declaredNames } from './evaluate';
import { pathAtEnd, prototypeChain, valueAt } from './liveObjects';

const KEYWORDS =
  'async await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let namespace new null of return satisfies static super switch this throw true try type typeof undefined using var void while yield'.split(
    ' ',
  );
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
/** Names that lowered code and the kernel declare. */
const INTERNAL = /^(__|_stack\d*$|_error\d*$|_hasError\d*$|_promise\d*$)/;

/**
 * Content of `complete_reply`, from the values that exist; nothing is called to find them. `cursor` and the
 * positions in the reply count Unicode code points, as the protocol does.
 */
export function complete(code: string, cursor: number): JsonObject {
  const text = [...code].slice(0, cursor).join('');
  const path = pathAtEnd(text);
  const prefix = path?.prefix ?? '';
  const names = path === undefined ? [] : path.object.length > 0 ? memberNames(path.object) : globalNames();
  const matches = [...new Set(names)].filter((name) => name.startsWith(prefix) && IDENTIFIER.test(name));
  return {
    status: 'ok',
    matches,
    cursor_start: cursor - [...prefix].length,
    cursor_end: cursor,
    metadata: {},
  };
}

function globalNames(): string[] {
  const declared = declaredNames().filter((name) => !INTERNAL.test(name));
  const globals = Object.getOwnPropertyNames(globalThis).filter((name) => !INTERNAL.test(name));
  return [...declared, ...globals.sort(), ...KEYWORDS];
}

function memberNames(path: string[]): string[] {
  const names: string[] = [];
  for (const object of prototypeChain(valueAt(path)?.value)) {
    // What every object has is noise, unless it is the object that was asked about.
    if (object === Object.prototype && names.length > 0) break;
    names.push(...Object.getOwnPropertyNames(object));
  }
  return names;
}
