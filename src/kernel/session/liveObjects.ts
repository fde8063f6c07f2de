import { types } from 'node:util';
import { peek } from './evaluate';

/** `a.b.c` before the cursor: the object's path and the beginning of the member's name. */
export interface Path {
  /** Names that lead to the object; empty for a global name. */
  object: string[];
  prefix: string;
}

const PATH = /(?:[\p{ID_Start}$_][\p{ID_Continue}$]*\s*\??\.\s*)*(?:[\p{ID_Start}$_][\p{ID_Continue}$]*)?$/u;

/** The path that ends at the end of the text; undefined after something that only evaluation could tell. */
export function pathAtEnd(text: string): Path | undefined {
  const [found = ''] = PATH.exec(text) ?? [];
  const before = text.slice(0, text.length - found.length);
  if (/(\.|["'`])\s*$/.test(before)) return undefined;
  const names = found.split(/\s*\??\.\s*/);
  return { prefix: names.pop() ?? '', object: names };
}

/** The value at a path, reached without calling anything: no getter, no proxy. */
export function valueAt([root, ...members]: string[]): { value: unknown } | undefined {
  let found = root === undefined ? undefined : peek(root);
  for (const name of members) {
    const property = found && propertyOf(found.value, name);
    if (!property || !('value' in property)) return undefined;
    found = { value: property.value };
  }
  return found;
}

/** An object and its prototypes, as far as they can be looked at without running code. */
export function* prototypeChain(value: unknown): Generator<object> {
  if (value === null || value === undefined) return;
  for (let object: object | null = Object(value) as object; object; object = Object.getPrototypeOf(object)) {
    if (types.isProxy(object)) return;
    yield object;
  }
}

function propertyOf(value: unknown, name: string): PropertyDescriptor | undefined {
  for (const object of prototypeChain(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, name);
    if (descriptor) return descriptor;
  }
  return undefined;
}
