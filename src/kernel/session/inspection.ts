import { mimeBundle } from '../display/inspect';
import type { JsonObject } from '../protocol';
import { documentationOf, documentationOfImport } from './documentation';
import { pathAtEnd, valueAt } from './liveObjects';

/**
 * Content of `inspect_reply`: for what the library gives, its signature and documentation; for the rest, kind and value
 * of the name at the cursor, found without calling anything.
 */
export async function inspection(code: string, cursor: number): Promise<JsonObject> {
  const characters = [...code];
  const after = /^[\p{ID_Continue}$]*/u.exec(characters.slice(cursor).join(''))![0];
  const path = pathAtEnd(characters.slice(0, cursor).join('') + after);
  const found = path?.prefix ? valueAt([...path.object, path.prefix]) : undefined;
  const documented = found
    ? documentationOf(found.value)
    : path?.object.length === 0 && documentationOfImport(code, path.prefix);
  if (documented) return { status: 'ok', found: true, data: documented, metadata: {} };
  if (!found) return { status: 'ok', found: false, data: {}, metadata: {} };
  const { 'text/plain': text = '' } = await mimeBundle(found.value);
  const data = { 'text/plain': `${kindOf(found.value)}\n${signature(found.value) ?? text}` };
  return { status: 'ok', found: true, data, metadata: {} };
}

function kindOf(value: unknown): string {
  if (typeof value === 'function') return /^class\b/.test(sourceOf(value)) ? 'class' : 'function';
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  const prototype: unknown = Object.getPrototypeOf(value);
  const maker = prototype && Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof maker === 'function' ? maker.name : 'object';
}

/** First line of a function's own text, without its body. */
function signature(value: unknown): string | undefined {
  if (typeof value !== 'function') return undefined;
  return sourceOf(value)
    .split('\n')[0]!
    .replace(/\s*(\{|=>).*$/, '');
}

const sourceOf = (value: object): string => Function.prototype.toString.call(value);
